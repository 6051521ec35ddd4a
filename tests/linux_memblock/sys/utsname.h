/* SPDX-License-Identifier: BSD-2-Clause */
/* kselftest.h includes this header, and the memblock suite does not call uname(). */
struct utsname {
	char release[65];
};

int uname(struct utsname *name);
