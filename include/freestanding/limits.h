/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Ends the search for <limits.h>.  GCC's header defines the limits of C's types and then includes
 * the next header of this name, which would be the C library's.
 */
