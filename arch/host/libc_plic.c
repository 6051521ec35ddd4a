// SPDX-License-Identifier: BSD-2-Clause
/*
 * The process as a machine: a PLIC, for tests of the driver in drivers/irqchip.  It always exists,
 * but the device tree of the process does not list it.  An overlay may add it (-overlay).  Context
 * n is the S-mode of CPU n, and its output is the device interrupt of this CPU.
 *
 * The model is strict.  An access of another size has no effect.  A completion by a context in
 * which the source is not enabled is ignored.  An edge between claim and completion is lost.  A
 * level that is still high at the completion becomes pending again.
 *
 * Tests control the sources by an additional register, at an offset that a real PLIC does not use:
 * PLIC_SOURCE  source | level << 8 | (1 << 9 if edge-triggered)
 */
#define _GNU_SOURCE
#include <string.h>

#include "host.h"
#include "libc.h"

#define NR_SOURCES	32U	/* one word of enable bits; source 0 does not exist */
#define NR_CONTEXTS	4U

enum { PLIC_ENABLE = 0x2000, PLIC_SOURCE = 0x1f000, PLIC_CONTEXT = 0x200000 };

static struct {
	unsigned int priority;
	int high, edge, pending, served;
} sources[NR_SOURCES];

static unsigned int enabled[NR_CONTEXTS], threshold[NR_CONTEXTS];
static int plic_lock;

/*
 * Return the source that @context claims next, or 0 if no enabled source with a sufficient priority
 * is pending.
 */
static unsigned int plic_model_next_of(unsigned int context)
{
	unsigned int best = 0;

	for (unsigned int i = 1; i < NR_SOURCES; i++) {
		if (sources[i].pending && enabled[context] >> i & 1 &&
		    sources[i].priority > threshold[context] &&
		    (!best || sources[i].priority > sources[best].priority))
			best = i;
	}
	return best;
}

static void set_source(unsigned int source, int high, int edge)
{
	int rises = high && !sources[source].high;

	sources[source].high = high;
	sources[source].edge = edge;
	if (!sources[source].served && (edge ? rises : high))
		sources[source].pending = 1;
}

static unsigned int plic_model_claim(unsigned int context)
{
	unsigned int source = plic_model_next_of(context);

	if (source) {
		sources[source].pending = 0;
		sources[source].served = 1;
	}
	return source;
}

static void plic_model_complete(unsigned int context, unsigned int source)
{
	if (!source || source >= NR_SOURCES || !(enabled[context] >> source & 1))
		return;
	sources[source].served = 0;
	if (!sources[source].edge && sources[source].high)
		sources[source].pending = 1;
}

/*
 * Return the context whose registers contain @offset, or -1.  The registers of a context have
 * @stride bytes.  Those of context 0 start at @first.
 */
static int context_of(unsigned long offset, unsigned long first, unsigned long stride)
{
	unsigned long context = (offset - first) / stride;

	return offset >= first && context < NR_CONTEXTS ? (int)context : -1;
}

static unsigned long read_locked(unsigned long offset)
{
	int context = context_of(offset, PLIC_CONTEXT, 0x1000);

	if (offset < NR_SOURCES * 4)
		return sources[offset / 4].priority;
	if (context >= 0 && offset % 0x1000 == 0)
		return threshold[context];
	if (context >= 0)
		return offset % 0x1000 == 4 ? plic_model_claim(context) : 0;
	context = context_of(offset, PLIC_ENABLE, 0x80);
	return context >= 0 && offset % 0x80 == 0 ? enabled[context] : 0;
}

static void write_locked(unsigned long offset, unsigned int value)
{
	int context = context_of(offset, PLIC_CONTEXT, 0x1000);

	if (offset < NR_SOURCES * 4) {
		sources[offset / 4].priority = value & 7;
	} else if (offset == PLIC_SOURCE) {
		set_source(value % NR_SOURCES, value >> 8 & 1, value >> 9 & 1);
	} else if (context >= 0) {
		if (offset % 0x1000 == 0)
			threshold[context] = value & 7;
		else if (offset % 0x1000 == 4)
			plic_model_complete(context, value);
	} else {
		context = context_of(offset, PLIC_ENABLE, 0x80);
		if (context >= 0 && offset % 0x80 == 0)
			enabled[context] = value & ~1U;
	}
}

static unsigned long plic_read(unsigned long offset, unsigned int size)
{
	unsigned long value = 0;

	host_lock(&plic_lock);
	if (size == 4)
		value = read_locked(offset);
	host_unlock(&plic_lock);
	return value;
}

static void plic_write(unsigned long offset, unsigned int size, unsigned long value)
{
	unsigned int raise = 0;

	host_lock(&plic_lock);
	if (size == 4)
		write_locked(offset, (unsigned int)value);
	for (unsigned int i = 0; i < NR_CONTEXTS; i++)
		raise |= plic_model_next_of(i) ? 1U << i : 0;
	host_unlock(&plic_lock);
	for (unsigned int i = 0; i < NR_CONTEXTS; i++) {
		if (raise >> i & 1)
			host_raise(i, HOST_IRQ_DEVICE);
	}
}

/*
 * Set the state that firmware leaves if it stops in an interrupt handler: all sources are claimed,
 * and the thresholds block all interrupts.
 */
static void make_stale(void)
{
	for (unsigned int i = 1; i < NR_SOURCES; i++) {
		sources[i].priority = 7;
		sources[i].served = 1;
	}
	for (unsigned int i = 0; i < NR_CONTEXTS; i++) {
		enabled[i] = ~1U;
		threshold[i] = 7;
	}
}

int host_plic_option(const char *option)
{
	if (strcmp(option, "stale"))
		return 0;
	make_stale();
	return 1;
}

void host_plic_start(void)
{
	static const struct host_device plic = {
		.base = HOST_PLIC_BASE,
		.size = HOST_PLIC_SIZE,
		.read = plic_read,
		.write = plic_write,
	};

	host_device_add(&plic);
}
