/* SPDX-License-Identifier: BSD-2-Clause */
/* The suite maps no memory of a process. */
