/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_ERRNAME_H
#define LINUX_ERRNAME_H

/* "ENOMEM" for 12, "-ENOMEM" for -12; NULL for a number that has no name. */
const char *errname(int err);

#endif /* LINUX_ERRNAME_H */
