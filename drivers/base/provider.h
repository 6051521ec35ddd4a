/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DRIVERS_BASE_PROVIDER_H
#define DRIVERS_BASE_PROVIDER_H

/*
 * Controllers of clocks and resets that have no drivers, so that their outputs remain as firmware
 * left them.
 */

struct device_node;
struct provider;

/*
 * Return the entry of a controller, which exists from now on, or NULL without memory.  @what names
 * its outputs, "clocks" or "resets"; it is compared as a pointer.  Context: thread.
 */
struct provider *provider_get(struct device_node *np, const char *what);

/* Report, once, that the outputs are used as firmware left them.  Context: any. */
void provider_report(struct provider *provider);

#endif /* DRIVERS_BASE_PROVIDER_H */
