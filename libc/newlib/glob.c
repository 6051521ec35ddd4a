// SPDX-License-Identifier: BSD-2-Clause
/* glob() by newlib's own, which returns 0 where no path matches; POSIX wants GLOB_NOMATCH. */

#include <glob.h>

/* newlib's, by the name that scripts/newlib.sh gives it. */
int __newlib_glob(const char *pattern, int flags, int (*failed)(const char *path, int err), glob_t *paths);

int glob(const char *restrict pattern, int flags, int (*failed)(const char *path, int err),
	 glob_t *restrict paths)
{
	int before = flags & GLOB_APPEND ? paths->gl_pathc : 0;
	int err = __newlib_glob(pattern, flags, failed, paths);

	return !err && paths->gl_pathc == before ? GLOB_NOMATCH : err;
}
