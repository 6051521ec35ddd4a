/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_IOCTL_H
#define LINUX_IOCTL_H

/*
 * Numbers of requests to a device, for drivers that have a function for them.  Nothing calls such a
 * function yet, because applications cannot open devices.  A number consists of a type and a number
 * of eight bits each, the size of the argument in bytes, and the direction in which the argument is
 * copied: _IOR() is for arguments that the caller reads.
 */

#define _IOC_NRBITS	8
#define _IOC_TYPEBITS	8
#define _IOC_SIZEBITS	14
#define _IOC_DIRBITS	2

#define _IOC_NRSHIFT	0
#define _IOC_TYPESHIFT	(_IOC_NRSHIFT + _IOC_NRBITS)
#define _IOC_SIZESHIFT	(_IOC_TYPESHIFT + _IOC_TYPEBITS)
#define _IOC_DIRSHIFT	(_IOC_SIZESHIFT + _IOC_SIZEBITS)

#define _IOC_NRMASK	((1 << _IOC_NRBITS) - 1)
#define _IOC_TYPEMASK	((1 << _IOC_TYPEBITS) - 1)
#define _IOC_SIZEMASK	((1 << _IOC_SIZEBITS) - 1)
#define _IOC_DIRMASK	((1 << _IOC_DIRBITS) - 1)

#define _IOC_NONE	0U
#define _IOC_WRITE	1U
#define _IOC_READ	2U

#define _IOC(dir, type, nr, size)					\
	(((dir) << _IOC_DIRSHIFT) | ((type) << _IOC_TYPESHIFT) |	\
	 ((nr) << _IOC_NRSHIFT) | ((size) << _IOC_SIZESHIFT))

#define _IO(type, nr)		_IOC(_IOC_NONE, type, nr, 0)
#define _IOR(type, nr, arg)	_IOC(_IOC_READ, type, nr, sizeof(arg))
#define _IOW(type, nr, arg)	_IOC(_IOC_WRITE, type, nr, sizeof(arg))
#define _IOWR(type, nr, arg)	_IOC(_IOC_READ | _IOC_WRITE, type, nr, sizeof(arg))

#define _IOC_DIR(request)	(((request) >> _IOC_DIRSHIFT) & _IOC_DIRMASK)
#define _IOC_TYPE(request)	(((request) >> _IOC_TYPESHIFT) & _IOC_TYPEMASK)
#define _IOC_NR(request)	(((request) >> _IOC_NRSHIFT) & _IOC_NRMASK)
#define _IOC_SIZE(request)	(((request) >> _IOC_SIZESHIFT) & _IOC_SIZEMASK)

#endif /* LINUX_IOCTL_H */
