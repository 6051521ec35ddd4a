/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_SEQLOCK_H
#define LINUX_SEQLOCK_H

/*
 * Data that is read often and changed seldom.  A reader takes no lock: it reads, and begins anew if a
 * writer was there meanwhile.  What it read before read_seqcount_retry() said false may be inconsistent,
 * so it must not be followed as a pointer that a writer frees.  Readers: any context.
 *
 * seqcount_t: writers exclude each other by a lock of their own, and are not interrupted by a reader on
 * their CPU.  seqlock_t brings the lock along; the _irqsave form is for data that interrupts read.
 */

#include <linux/compiler.h>
#include <linux/spinlock.h>
#include <asm/processor.h>
#include <asm/barrier.h>

typedef struct seqcount {
	unsigned int sequence;		/* odd: a writer is there */
} seqcount_t;

#define SEQCNT_ZERO(name)	{ .sequence = 0 }

static inline void seqcount_init(seqcount_t *s)
{
	s->sequence = 0;
}

static inline unsigned int read_seqcount_begin(const seqcount_t *s)
{
	unsigned int start;

	while ((start = smp_load_acquire(&s->sequence)) & 1)
		cpu_relax();
	return start;
}

static inline bool read_seqcount_retry(const seqcount_t *s, unsigned int start)
{
	smp_rmb();
	return unlikely(READ_ONCE(s->sequence) != start);
}

static inline void write_seqcount_begin(seqcount_t *s)
{
	WRITE_ONCE(s->sequence, s->sequence + 1);
	smp_wmb();
}

static inline void write_seqcount_end(seqcount_t *s)
{
	smp_store_release(&s->sequence, s->sequence + 1);
}

typedef struct {
	seqcount_t seqcount;
	spinlock_t lock;
} seqlock_t;

#define __SEQLOCK_UNLOCKED(name)	{ .lock = __SPIN_LOCK_UNLOCKED(name) }
#define DEFINE_SEQLOCK(name)		seqlock_t name = __SEQLOCK_UNLOCKED(name)

static inline void seqlock_init(seqlock_t *sl)
{
	seqcount_init(&sl->seqcount);
	spin_lock_init(&sl->lock);
}

static inline unsigned int read_seqbegin(const seqlock_t *sl)
{
	return read_seqcount_begin(&sl->seqcount);
}

static inline bool read_seqretry(const seqlock_t *sl, unsigned int start)
{
	return read_seqcount_retry(&sl->seqcount, start);
}

static inline void write_seqlock(seqlock_t *sl)
{
	spin_lock(&sl->lock);
	write_seqcount_begin(&sl->seqcount);
}

static inline void write_sequnlock(seqlock_t *sl)
{
	write_seqcount_end(&sl->seqcount);
	spin_unlock(&sl->lock);
}

#define write_seqlock_irqsave(sl, flags)			\
do {								\
	spin_lock_irqsave(&(sl)->lock, flags);			\
	write_seqcount_begin(&(sl)->seqcount);			\
} while (0)

static inline void write_sequnlock_irqrestore(seqlock_t *sl, unsigned long flags)
{
	write_seqcount_end(&sl->seqcount);
	spin_unlock_irqrestore(&sl->lock, flags);
}

#endif /* LINUX_SEQLOCK_H */
