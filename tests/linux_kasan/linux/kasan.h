/* SPDX-License-Identifier: BSD-2-Clause */
/* The suite needs what is in its private kasan.h. */
