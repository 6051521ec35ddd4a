/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_CIRC_BUF_H
#define LINUX_CIRC_BUF_H

/*
 * Computations for a ring buffer whose size in bytes is a power of two.  One byte always remains
 * empty.
 */

struct circ_buf {
	char *buf;
	int head;	/* index of the next byte to write */
	int tail;	/* index of the next byte to read */
};

#define CIRC_CNT(head, tail, size)	(((head) - (tail)) & ((size) - 1))
#define CIRC_SPACE(head, tail, size)	CIRC_CNT((tail), ((head) + 1), (size))

/*
 * Count only up to the end of the buffer, that is, without the part at its start.  Another thread
 * may change one of the indices at the same time, so the macros read that index only once.
 */
#define CIRC_CNT_TO_END(head, tail, size)				\
({									\
	int __end = (size) - (tail);					\
	int __n = ((head) + __end) & ((size) - 1);			\
	__n < __end ? __n : __end;					\
})
#define CIRC_SPACE_TO_END(head, tail, size)				\
({									\
	int __end = (size) - 1 - (head);				\
	int __n = (__end + (tail)) & ((size) - 1);			\
	__n <= __end ? __n : __end + 1;					\
})

#endif /* LINUX_CIRC_BUF_H */
