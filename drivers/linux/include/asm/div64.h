/* SPDX-License-Identifier: BSD-2-Clause */
#include <linux/math64.h>
