/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_COMMANDS_H
#define TESTS_COMMANDS_H

#include <internal/shell.h>
#include <quarry/shell.h>

/*
 * Run a command and return its status.  A failure that the test expects does not become the status
 * of the image.
 */
static int run_command(const char *line)
{
	int before = shell_status, status = shell_run(line);

	shell_status = before;
	return status;
}

#endif /* TESTS_COMMANDS_H */
