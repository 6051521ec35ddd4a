/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef INTERNAL_CONSOLE_H
#define INTERNAL_CONSOLE_H

/* Terminal and log functions for internal use; <quarry/console.h> declares the public functions. */

#include <linux/compiler.h>
#include <linux/types.h>
#include <quarry/console.h>

/*
 * Turn the special handling of Ctrl-C on or off.  While it is on, Ctrl-C discards all earlier
 * input, becomes the next character, and makes console_interrupted() true.  A call of this function
 * also makes console_interrupted() false and discards a Ctrl-C that no command has read.  Context:
 * thread.
 */
void console_watch_interrupt(bool on);

/* Discard pending input.  Context: any. */
void console_drop_input(void);

/*
 * Stop a command, or main(), that does not respond to Ctrl-C and does not yield (kernel/ctrl_c.c).
 *
 * After ctrl_c_watch(), Ctrl-C can stop the functions that this thread calls between ctrl_c_enter()
 * and ctrl_c_leave().  @stopped must make another thread continue and return 0; if @stopped returns
 * an error, this thread is not stopped.  ctrl_c_watch(NULL) ends the watch, and so does
 * ctrl_c_thread_ends() in the watched thread.  The function that calls the command first calls
 * ctrl_c_enter() with its own frame, and later passes the result to ctrl_c_leave().  Context:
 * thread.
 */
struct pt_regs;

#ifdef CONFIG_CTRL_C_STOPS
extern bool ctrl_c_pending;	/* Ctrl-C was typed, and no thread has read it yet */

void ctrl_c_watch(int (*stopped)(void));
void ctrl_c_thread_ends(void);
unsigned long ctrl_c_enter(const void *frame);
void ctrl_c_leave(unsigned long outer);
/* Treat Ctrl-C as an ordinary character until the watch ends or restarts.  Context: any. */
void ctrl_c_ignore(bool on);

/* Record that Ctrl-C was typed, or that it was read.  Context: any. */
void ctrl_c_typed(void);
static inline void ctrl_c_answered(void)
{
	WRITE_ONCE(ctrl_c_pending, false);
}

/* Check a pending Ctrl-C.  Called by a timer.  Returns true if the timer must run again soon. */
bool ctrl_c_poll(void);

/* Stop the current thread if possible, at the end of an interrupt or at the end of a function. */
void ctrl_c_interrupted(const struct pt_regs *regs);
void ctrl_c_leaves_call(unsigned long fp);

static inline void ctrl_c_check_regs(const struct pt_regs *regs)
{
	if (unlikely(READ_ONCE(ctrl_c_pending)))
		ctrl_c_interrupted(regs);
}

static inline void ctrl_c_check_frame(const void *frame)
{
	if (unlikely(READ_ONCE(ctrl_c_pending)))
		ctrl_c_leaves_call((unsigned long)frame);
	barrier();	/* prevents a tail call, so that the frame exists */
}
#else
static inline void ctrl_c_watch(int (*stopped)(void)) { }
static inline void ctrl_c_thread_ends(void) { }
static inline unsigned long ctrl_c_enter(const void *frame) { return 0; }
static inline void ctrl_c_leave(unsigned long outer) { }
static inline void ctrl_c_ignore(bool on) { }
static inline void ctrl_c_typed(void) { }
static inline void ctrl_c_answered(void) { }
static inline bool ctrl_c_poll(void) { return false; }
static inline void ctrl_c_check_regs(const struct pt_regs *regs) { }
static inline void ctrl_c_check_frame(const void *frame) { }
#endif

/* Check for Ctrl-C at the end of a function that applications call. */
#define ctrl_c_check_call()	ctrl_c_check_frame(__builtin_frame_address(0))

/*
 * console_start_input() starts to poll the UART for input.  console_take_interrupt() installs the
 * handler of the UART's interrupt, if the UART has one, after all interrupt controllers are set up.
 */
void console_start_input(void);
void console_take_interrupt(void);

/*
 * Call @emit for each record of the ring, oldest first.  Records that are printed during the call
 * are not included.
 */
void dmesg_show(void (*emit)(u64 time_ns, int level, const char *text, unsigned int size));

/*
 * Let this CPU print without the lock, because it is about to stop the machine.  printk() on other
 * CPUs does nothing afterwards.  Waits up to 100 ms until another CPU has released it.
 * Interrupts are off.
 */
void printk_break_lock(void);

#endif /* INTERNAL_CONSOLE_H */
