// SPDX-License-Identifier: BSD-2-Clause
/* Start and end of the application. */

#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "libc/os.h"
#include "library.h"

extern int main(int argc, char **argv, char **envp) __attribute__((weak));

/* libc/cxx/ defines this function if the application uses C++. */
#pragma weak cxx_thread_exit

/*
 * Lists of constructors from the linker script.  Each C library uses other names for these lists.
 */
typedef void (*constructor)(void);
extern const constructor __preinit_array_start[], __preinit_array_end[];
extern const constructor __init_array_start[], __init_array_end[];

static void construct(const constructor *first, const constructor *end)
{
	while (first < end)
		(*first++)();
}

/*
 * Do nothing.  newlib calls this function, because older compilers placed code for the end of a
 * program in it.
 */
void _fini(void)
{
}

const void *libc_main_thread;

bool libc_has_main(void)
{
	return main;
}

/*
 * Return an array of the words that @word returns, terminated by NULL.  If @first is not NULL, it
 * is the first element.
 */
static char **main_list(const char *(*word)(unsigned int n), const char *first)
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
	static char **argv;	/* static, because other threads may use it after this one exits */
	int argc = 0, status;

	argv = main_list(os_argument, "main");
	environ = main_list(os_environment, NULL);
	if (!argv || !environ)
		os_exit(EXIT_FAILURE);
	while (argv[argc])
		argc++;
	libc_main_thread = os_self();
	libc_begin();
	construct(__preinit_array_start, __preinit_array_end);
	construct(__init_array_start, __init_array_end);
	os_main_begins(__builtin_frame_address(0));
	status = main(argc, argv, environ);
	if (cxx_thread_exit)
		cxx_thread_exit();
	exit(status);
}

void _exit(int status)
{
	os_exit(status);
}

/* pthread.c defines this function, which exists only if the application uses pthread functions. */
extern void pthread_thread_exit(void) __attribute__((weak));

void libc_thread_exit(void)
{
	if (cxx_thread_exit)
		cxx_thread_exit();
	if (pthread_thread_exit)
		pthread_thread_exit();
	if (library_thread_exit)
		library_thread_exit();
}
