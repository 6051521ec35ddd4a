/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_ERRNAME_H
#define LINUX_ERRNAME_H

/*
 * Return the name of an error number: "ENOMEM" for 12, "-ENOMEM" for -12, or NULL if it has no
 * name.
 */
const char *errname(int err);

#endif /* LINUX_ERRNAME_H */
