/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_MOD_DEVICETABLE_H
#define LINUX_MOD_DEVICETABLE_H

#include <linux/of.h>

#endif /* LINUX_MOD_DEVICETABLE_H */
