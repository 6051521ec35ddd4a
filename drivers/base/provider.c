// SPDX-License-Identifier: BSD-2-Clause
/* Controllers of clocks and resets without drivers. */

#include <linux/bitops.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/of.h>
#include <linux/printk.h>
#include <linux/slab.h>

#include "provider.h"

struct provider {
	struct list_head list;
	struct device_node *np;
	const char *what;
	unsigned long reported;
};

static LIST_HEAD(providers);		/* never shrinks */
static DEFINE_MUTEX(providers_lock);

struct provider *provider_get(struct device_node *np, const char *what)
{
	struct provider *provider;

	guard(mutex)(&providers_lock);
	list_for_each_entry(provider, &providers, list) {
		if (provider->np == np && provider->what == what)
			return provider;
	}
	provider = kzalloc(sizeof(*provider), GFP_KERNEL);
	if (!provider)
		return NULL;
	provider->np = np;
	provider->what = what;
	list_add(&provider->list, &providers);
	return provider;
}

void provider_report(struct provider *provider)
{
	if (!test_and_set_bit(0, &provider->reported))
		pr_info("%pOF: there is no driver: its %s are used as firmware left them\n",
			provider->np, provider->what);
}
