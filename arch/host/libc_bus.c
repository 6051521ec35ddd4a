// SPDX-License-Identifier: BSD-2-Clause
/*
 * The process as a machine: functions that all devices use, for their windows in the physical
 * address space and for the lines of the interrupt controller.
 *
 * Lines are level-triggered: a line interrupts the first CPU while the line is high and enabled.
 */
#define _GNU_SOURCE
#include <sys/syscall.h>
#include <unistd.h>

#include "host.h"
#include "libc.h"

static const struct host_device *devices[HOST_MAX_DEVICES];
static unsigned int nr_devices;
static unsigned int lines, enabled;

void host_device_add(const struct host_device *device)
{
	if (nr_devices == HOST_MAX_DEVICES)
		host_die("too many devices");
	devices[nr_devices++] = device;
}

static const struct host_device *device_at(unsigned long pa)
{
	for (unsigned int i = 0; i < nr_devices; i++) {
		if (pa - devices[i]->base < devices[i]->size)
			return devices[i];
	}
	return NULL;
}

int host_bus_read(unsigned long pa, unsigned int size, unsigned long *value)
{
	const struct host_device *device = device_at(pa);

	if (device)
		*value = device->read(pa - device->base, size);
	return device != NULL;
}

int host_bus_write(unsigned long pa, unsigned int size, unsigned long value)
{
	const struct host_device *device = device_at(pa);

	if (device)
		device->write(pa - device->base, size, value);
	return device != NULL;
}

/* ---- interrupts ------------------------------------------------------------------------------ */

unsigned int host_lines_pending(void)
{
	return __atomic_load_n(&lines, __ATOMIC_SEQ_CST) &
	       __atomic_load_n(&enabled, __ATOMIC_SEQ_CST);
}

static void tell_cpu(void)
{
	if (host_lines_pending())
		host_raise(0, HOST_IRQ_DEVICE);
}

void host_line_enable(unsigned int line, int on)
{
	if (on)
		__atomic_fetch_or(&enabled, 1U << line, __ATOMIC_SEQ_CST);
	else
		__atomic_fetch_and(&enabled, ~(1U << line), __ATOMIC_SEQ_CST);
	tell_cpu();
}

void host_line_set(unsigned int line, int high)
{
	if (high)
		__atomic_fetch_or(&lines, 1U << line, __ATOMIC_SEQ_CST);
	else
		__atomic_fetch_and(&lines, ~(1U << line), __ATOMIC_SEQ_CST);
	tell_cpu();
}

/* ---- locks between CPUs and devices ---------------------------------------------------------- */

void host_lock(int *word)
{
	int free = 0;

	while (!__atomic_compare_exchange_n(word, &free, 1, 0, __ATOMIC_ACQUIRE,
					    __ATOMIC_RELAXED)) {
		free = 0;
		syscall(SYS_sched_yield);
	}
}

void host_unlock(int *word)
{
	__atomic_store_n(word, 0, __ATOMIC_RELEASE);
}
