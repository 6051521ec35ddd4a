/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef INTERNAL_CONSOLE_H
#define INTERNAL_CONSOLE_H

/* The terminal and the log, for the core: <quarry/console.h> is what others may call. */

#include <linux/compiler.h>
#include <linux/types.h>
#include <quarry/console.h>

/*
 * While on, Ctrl-C drops what was typed before it, is itself the next character, and makes
 * console_interrupted() true.  A call makes that false again, and drops a Ctrl-C that no command has read.
 * Thread context.
 */
void console_watch_interrupt(bool on);

/* What was typed so far is not read.  Any context. */
void console_drop_input(void);

/*
 * Ctrl-C that is not answered ends a command, or main(), that does not yield: kernel/ctrl_c.c.
 *
 * ctrl_c_watch(): from now on it ends what this thread calls by ctrl_c_enter() and ctrl_c_leave(), and
 * @stopped has another thread go on: 0, or an error, and then this thread is not stopped.  NULL ends the
 * watch; so does ctrl_c_thread_ends(), if it is the calling thread's.  ctrl_c_enter() is called by the
 * function that then calls the command, with its own frame, and returns what ctrl_c_leave() needs.
 * Thread context.
 */
struct pt_regs;

#ifdef CONFIG_CTRL_C_STOPS
extern bool ctrl_c_pending;	/* Ctrl-C was typed and is not answered */

void ctrl_c_watch(int (*stopped)(void));
void ctrl_c_thread_ends(void);
unsigned long ctrl_c_enter(const void *frame);
void ctrl_c_leave(unsigned long outer);
/* Ctrl-C is a character like others, until the watch ends or begins again.  Any context. */
void ctrl_c_ignore(bool on);

/* It was typed; somebody read it.  Any context. */
void ctrl_c_typed(void);
static inline void ctrl_c_answered(void)
{
	WRITE_ONCE(ctrl_c_pending, false);
}

/* From a timer: true if it has to come again soon. */
bool ctrl_c_poll(void);

/* Stop the thread if it can be: at the end of an interrupt that it took; at the end of a function. */
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
	barrier();	/* no tail call: the frame stays */
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

/* In a function that applications call, where it has nothing more to do. */
#define ctrl_c_check_call()	ctrl_c_check_frame(__builtin_frame_address(0))

/* Take over input, by polling; and by the UART's interrupt if it has one, once all controllers work. */
void console_start_input(void);
void console_take_interrupt(void);

/* Each record of the ring, oldest first; those that are printed meanwhile are not among them. */
void dmesg_show(void (*emit)(u64 time_ns, int level, const char *text, unsigned int size));

/*
 * The CPU is about to stop the machine: what it prints from now on waits for no lock, and printk() of other
 * CPUs has no effect.  Waits up to 100 ms for a line that another CPU prints.  Interrupts are off.
 */
void printk_break_lock(void);

#endif /* INTERNAL_CONSOLE_H */
