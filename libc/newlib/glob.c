// SPDX-License-Identifier: BSD-2-Clause
/*
 * glob(), based on newlib's function.  That function returns 0 if no path matches, but POSIX
 * requires GLOB_NOMATCH.
 */

#include <glob.h>

/* newlib's function, which scripts/newlib.sh has renamed. */
int __newlib_glob(const char *pattern, int flags, int (*failed)(const char *path, int err),
		  glob_t *paths);

int glob(const char *restrict pattern, int flags, int (*failed)(const char *path, int err),
	 glob_t *restrict paths)
{
	int before = flags & GLOB_APPEND ? paths->gl_pathc : 0;
	int err = __newlib_glob(pattern, flags, failed, paths);

	return !err && paths->gl_pathc == before ? GLOB_NOMATCH : err;
}
