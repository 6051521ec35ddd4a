// SPDX-License-Identifier: BSD-2-Clause
/*
 * Ring buffers.  The writer fills slots, then advances "in" by a store-release, which the reader
 * reads by a load-acquire.  The reader copies slots, then advances "out" by a store-release, which
 * the writer reads by a load-acquire.  Thus each side accesses a slot only after the other side has
 * finished with it.
 */

#include <linux/kfifo.h>
#include <linux/minmax.h>
#include <linux/slab.h>
#include <linux/string.h>

int __kfifo_alloc(struct __kfifo *fifo, unsigned int size, size_t esize, gfp_t gfp)
{
	*fifo = (struct __kfifo){ .esize = esize };
	if (size < 2 || size > 1U << 31)
		return -EINVAL;
	size = roundup_pow_of_two(size);
	fifo->data = kmalloc_array(size, esize, gfp);
	if (!fifo->data)
		return -ENOMEM;
	fifo->mask = size - 1;
	return 0;
}

int __kfifo_init(struct __kfifo *fifo, void *buffer, unsigned int bytes, size_t esize)
{
	unsigned int size = bytes / esize;

	*fifo = (struct __kfifo){ .esize = esize, .data = buffer };
	if (size < 2)
		return -EINVAL;
	fifo->mask = rounddown_pow_of_two(size) - 1;
	return 0;
}

void __kfifo_free(struct __kfifo *fifo)
{
	kfree(fifo->data);
	*fifo = (struct __kfifo){ .esize = fifo->esize };
}

/* Copy elements into the ring in two parts: up to the end of the buffer, and from its start. */
static void copy_in(struct __kfifo *fifo, const void *buf, unsigned int n, unsigned int at)
{
	unsigned int esize = fifo->esize, offset = at & fifo->mask,
		     first = min(n, fifo->mask + 1 - offset);

	memcpy((char *)fifo->data + (size_t)offset * esize, buf, (size_t)first * esize);
	memcpy(fifo->data, (const char *)buf + (size_t)first * esize, (size_t)(n - first) * esize);
}

static void copy_out(const struct __kfifo *fifo, void *buf, unsigned int n, unsigned int at)
{
	unsigned int esize = fifo->esize, offset = at & fifo->mask,
		     first = min(n, fifo->mask + 1 - offset);

	memcpy(buf, (char *)fifo->data + (size_t)offset * esize, (size_t)first * esize);
	memcpy((char *)buf + (size_t)first * esize, fifo->data, (size_t)(n - first) * esize);
}

static unsigned int kfifo_max_record(size_t recsize)
{
	return recsize == 1 ? U8_MAX : U16_MAX;
}

unsigned int __kfifo_avail(const struct __kfifo *fifo, size_t recsize)
{
	unsigned int unused = __kfifo_unused(fifo);

	if (!recsize)
		return unused;
	return unused > recsize ? min_t(unsigned int, unused - recsize, kfifo_max_record(recsize))
				: 0;
}

unsigned int __kfifo_in(struct __kfifo *fifo, const void *buf, unsigned int n, size_t recsize)
{
	unsigned int in = fifo->in, room = __kfifo_unused(fifo);
	u16 header = n;

	if (!recsize)
		n = min(n, room);
	else if (n > kfifo_max_record(recsize) || n + recsize > room)
		return 0;
	else
		copy_in(fifo, &header, recsize, in);
	copy_in(fifo, buf, n, in + recsize);
	smp_store_release(&fifo->in, (unsigned int)(in + recsize + n));
	return n;
}

/* Return the length of the next record, which must exist. */
static unsigned int record_length(const struct __kfifo *fifo, size_t recsize)
{
	u16 header = 0;

	copy_out(fifo, &header, recsize, fifo->out);
	return header;
}

unsigned int __kfifo_peek_len(const struct __kfifo *fifo, size_t recsize)
{
	unsigned int n = __kfifo_len(fifo);

	if (!recsize)
		return n * fifo->esize;
	return n ? record_length(fifo, recsize) : 0;
}

unsigned int __kfifo_out(struct __kfifo *fifo, void *buf, unsigned int n, size_t recsize, bool take)
{
	unsigned int out = fifo->out, inside = __kfifo_len(fifo), whole;

	if (!inside)
		return 0;
	whole = recsize ? record_length(fifo, recsize) : min(n, inside);
	n = min(n, whole);
	copy_out(fifo, buf, n, out + recsize);
	if (take)
		smp_store_release(&fifo->out, (unsigned int)(out + recsize + whole));
	return n;
}

unsigned int __kfifo_out_linear(struct __kfifo *fifo, unsigned int *tail, unsigned int n,
				size_t recsize)
{
	unsigned int inside = __kfifo_len(fifo), at = (fifo->out + recsize) & fifo->mask;

	if (inside && recsize)
		inside = record_length(fifo, recsize);
	*tail = at;
	return min3(n, inside, fifo->mask + 1 - at);
}

void __kfifo_skip(struct __kfifo *fifo, unsigned int n, size_t recsize)
{
	unsigned int inside = __kfifo_len(fifo);

	if (!inside)
		return;
	if (recsize)
		n = recsize + record_length(fifo, recsize);
	smp_store_release(&fifo->out, fifo->out + min(n, inside));
}
