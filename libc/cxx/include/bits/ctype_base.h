/* SPDX-License-Identifier: BSD-2-Clause */
#error "no locales, and so no <iostream>, <sstream>, <regex>, <complex>: see Documentation/libc.md"
