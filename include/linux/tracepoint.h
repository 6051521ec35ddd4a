/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_TRACEPOINT_H
#define LINUX_TRACEPOINT_H

/*
 * Trace events of drivers have no effect, as in a Linux without tracing: the function of an event
 * accepts its arguments, and the event is not enabled.
 */

#include <linux/types.h>

/*
 * Wait until no CPU calls a probe that was unregistered before.  Only with CONFIG_KUNIT: see
 * <trace/events/printk.h>.  Context: thread; sleeps.
 */
void tracepoint_synchronize_unregister(void);

#define PARAMS(args...)			args
#define TP_PROTO(args...)		args
#define TP_ARGS(args...)		args
#define TP_STRUCT__entry(args...)
#define TP_fast_assign(args...)
#define TP_printk(args...)
#define TP_CONDITION(args...)

#define DECLARE_TRACE(name, proto, args)	\
static inline void trace_##name(proto)		\
{						\
}						\
						\
static inline bool trace_##name##_enabled(void)	\
{						\
	return false;				\
}

#define DEFINE_EVENT(class, name, proto, args)	\
	DECLARE_TRACE(name, PARAMS(proto), )
#define DEFINE_EVENT_PRINT(class, name, proto, args, print)	\
	DECLARE_TRACE(name, PARAMS(proto), )
#define TRACE_EVENT(name, proto, args, entry, assign, print)	\
	DECLARE_TRACE(name, PARAMS(proto), )
#define DECLARE_EVENT_CLASS(name, proto, args, entry, assign, print)
#define TRACE_DEFINE_ENUM(value)
#define EXPORT_TRACEPOINT_SYMBOL(name)
#define EXPORT_TRACEPOINT_SYMBOL_GPL(name)

#endif /* LINUX_TRACEPOINT_H */
