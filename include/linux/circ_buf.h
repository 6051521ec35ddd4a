/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_CIRC_BUF_H
#define LINUX_CIRC_BUF_H

/* Figures of a ring of size bytes, a power of two, of which one stays empty. */

struct circ_buf {
	char *buf;
	int head;	/* next to write */
	int tail;	/* next to read */
};

#define CIRC_CNT(head, tail, size)	(((head) - (tail)) & ((size) - 1))
#define CIRC_SPACE(head, tail, size)	CIRC_CNT((tail), ((head) + 1), (size))

/* Up to the end of the buffer only.  The other side may move its index meanwhile: read it once. */
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
