// SPDX-License-Identifier: BSD-2-Clause
/* glob(), based on newlib's, which returns 0 if no path matches; POSIX requires GLOB_NOMATCH. */

#include <glob.h>

/* newlib's function, renamed by scripts/newlib.sh. */
int __newlib_glob(const char *pattern, int flags, int (*failed)(const char *path, int err),
		  glob_t *paths);

int glob(const char *restrict pattern, int flags, int (*failed)(const char *path, int err),
	 glob_t *restrict paths)
{
	int before = flags & GLOB_APPEND ? paths->gl_pathc : 0;
	int err = __newlib_glob(pattern, flags, failed, paths);

	return !err && paths->gl_pathc == before ? GLOB_NOMATCH : err;
}
