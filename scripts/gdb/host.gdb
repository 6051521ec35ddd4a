# SPDX-License-Identifier: BSD-2-Clause
#
# Signals that are the host port's machine (arch/host/libc_cpu.c): faults of its MMU, its timer (SIGRTMIN + 4) and
# its interrupts (SIGRTMIN + 5).  A fault that Quarry reports stops at "break fault_handle".
handle SIGSEGV SIGBUS SIGILL SIGFPE nostop noprint pass
handle SIG36 SIG37 nostop noprint pass

# Ctrl-C is the prompt's.  Ctrl-\ stops the program, and does not end it.
handle SIGQUIT stop print nopass
# Nothing stays behind when the terminal is closed.
handle SIGHUP nostop noprint pass
