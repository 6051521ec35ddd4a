// SPDX-License-Identifier: BSD-2-Clause
/* The application's beginning and end, and each thread's own data, for newlib. */

#include <reent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "libc/os.h"

extern int main(int argc, char **argv, char **envp) __attribute__((weak));

/* Of libc/cxx/, where the application has C++. */
#pragma weak cxx_thread_exit

/* newlib's: the constructors of the image, and what exit() calls of the destructors. */
void __libc_init_array(void);
void __libc_fini_array(void);

/* Older compilers' start and end of a program: called by those two. */
void _init(void)
{
}

void _fini(void)
{
}

bool libc_has_main(void)
{
	return main;
}

/* The words, with NULL behind them; @first is there already if it is no NULL. */
static char **list(const char *(*word)(unsigned int n), const char *first)
{
	unsigned int skip = first != NULL, n = 0;
	const char **words;

	while (word(n))
		n++;
	words = os_alloc((skip + n + 1) * sizeof(*words));
	if (!words)
		return NULL;
	words[0] = first;
	for (unsigned int i = 0; i < n; i++)
		words[skip + i] = word(i);
	return (char **)words;
}

void libc_main(void)
{
	char **argv = list(os_argument, "main");
	int argc = 0, status;

	environ = list(os_environment, NULL);
	if (!argv || !environ)
		os_exit(EXIT_FAILURE);
	while (argv[argc])
		argc++;
	os_set_thread_data(_GLOBAL_REENT);
	atexit(__libc_fini_array);
	__libc_init_array();
	status = main(argc, argv, environ);
	if (cxx_thread_exit)
		cxx_thread_exit();
	exit(status);
}

void _exit(int status)
{
	os_exit(status);
}

/* Where there is no memory for a thread's own, it shares the first one's. */
void *libc_thread_data(void)
{
	struct _reent *data = os_alloc(sizeof(*data));

	if (!data)
		return _GLOBAL_REENT;
	_REENT_INIT_PTR(data);
	os_set_thread_data(data);
	return data;
}

/* Of pthread.c, where the application has it. */
extern void pthread_thread_exit(void) __attribute__((weak));

void libc_thread_exit(void)
{
	struct _reent *data;

	if (cxx_thread_exit)
		cxx_thread_exit();
	if (pthread_thread_exit)
		pthread_thread_exit();
	data = os_thread_data();
	if (!data || data == _GLOBAL_REENT)
		return;
	_reclaim_reent(data);
	os_set_thread_data(NULL);
	os_free(data);
}
