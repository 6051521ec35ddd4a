/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_THREADS_H
#define LINUX_THREADS_H

#define NR_CPUS CONFIG_NR_CPUS

#endif /* LINUX_THREADS_H */
