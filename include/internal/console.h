/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef INTERNAL_CONSOLE_H
#define INTERNAL_CONSOLE_H

/* Terminal and log functions for the core; <quarry/console.h> declares the public ones. */

#include <linux/compiler.h>
#include <linux/types.h>
#include <quarry/console.h>

/*
 * While @on, Ctrl-C discards the input before it, is the next character, and makes
 * console_interrupted() true.  A call resets this state and discards a Ctrl-C that no command has
 * read.  Context: thread.
 */
void console_watch_interrupt(bool on);

/* Discard pending input.  Context: any. */
void console_drop_input(void);

/*
 * Stop a command, or main(), that does not respond to Ctrl-C and does not yield (kernel/ctrl_c.c).
 *
 * ctrl_c_watch(): from now on, a Ctrl-C stops the functions that this thread calls between
 * ctrl_c_enter() and ctrl_c_leave().  @stopped must make another thread continue, and return 0; if
 * it returns an error, this thread is not stopped.  NULL ends the watch, as does
 * ctrl_c_thread_ends() in the watched thread.  ctrl_c_enter() is called by the function that then
 * calls the command, with its own frame; it returns the argument of ctrl_c_leave().  Context:
 * thread.
 */
struct pt_regs;

#ifdef CONFIG_CTRL_C_STOPS
extern bool ctrl_c_pending;	/* an unanswered Ctrl-C was typed */

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

/* Called by a timer; returns true if it must be called again soon. */
bool ctrl_c_poll(void);

/* Stop the thread if possible: at the end of an interrupt, or at the end of a function. */
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

/* Used at the end of functions that applications call. */
#define ctrl_c_check_call()	ctrl_c_check_frame(__builtin_frame_address(0))

/*
 * Start input by polling; use the UART's interrupt, if it has one, after all controllers are set
 * up.
 */
void console_start_input(void);
void console_take_interrupt(void);

/*
 * Call @emit for each record of the ring, oldest first.  Records that are printed during the call
 * are not included.
 */
void dmesg_show(void (*emit)(u64 time_ns, int level, const char *text, unsigned int size));

/*
 * Called when the CPU is about to stop the machine: its messages no longer wait for a lock, and
 * printk() on other CPUs does nothing.  Waits up to 100 ms for a line that another CPU prints.
 * Interrupts are off.
 */
void printk_break_lock(void);

#endif /* INTERNAL_CONSOLE_H */
