/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_CXX_CHECK_H
#define TESTS_CXX_CHECK_H

/* Count a check, and print a message if it failed. */
void check(bool ok, const char *what, const char *file, int line);
#define CHECK(what) check(!!(what), #what, __FILE__, __LINE__)

void linux_interface();

#endif /* TESTS_CXX_CHECK_H */
