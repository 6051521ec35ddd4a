/* SPDX-License-Identifier: BSD-2-Clause */
/* The suite may access the addresses that it wants to test. */
