# SPDX-License-Identifier: BSD-2-Clause
#
# Do not stop at signals that the host port uses (arch/host/libc_cpu.c) for faults of its MMU, its
# timer (SIGRTMIN + 4) and its interrupts (SIGRTMIN + 5).  To stop at a fault that Quarry reports,
# use "break fault_handle".
handle SIGSEGV SIGBUS SIGILL SIGFPE nostop noprint pass
handle SIG36 SIG37 nostop noprint pass

# Ctrl-C is for the prompt.  Ctrl-\ stops the program without ending it.
handle SIGQUIT stop print nopass
# The program ends when the terminal is closed.
handle SIGHUP nostop noprint pass
