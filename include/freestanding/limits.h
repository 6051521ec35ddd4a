/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The end of the search for <limits.h>.  GCC's own header has the limits of C's types, and then includes
 * the next header of this name, which would be the C library's.
 */
