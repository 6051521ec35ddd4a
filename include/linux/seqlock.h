/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_SEQLOCK_H
#define LINUX_SEQLOCK_H

/*
 * Protect data that is read often and changed rarely.  A reader acquires no lock, and retries if a
 * writer was active.  Values read before read_seqcount_retry() returns false may be inconsistent: a
 * reader must not dereference a pointer to an object that a writer may free.  Readers may run in
 * any context.
 *
 * Writers of a seqcount_t use their own lock, and a reader on the same CPU must not interrupt them.
 * A seqlock_t includes the lock; its _irqsave form is for data that interrupt handlers read.
 */

#include <linux/compiler.h>
#include <linux/lockdep.h>
#include <linux/spinlock.h>
#include <asm/processor.h>
#include <asm/barrier.h>

typedef struct seqcount {
	unsigned int sequence;		/* odd while a writer is active */
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

static inline void write_seqlock(seqlock_t *sl) __acquires(&sl->lock)
{
	spin_lock(&sl->lock);
	write_seqcount_begin(&sl->seqcount);
}

static inline void write_sequnlock(seqlock_t *sl) __releases(&sl->lock)
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
	__releases(&sl->lock)
{
	write_seqcount_end(&sl->seqcount);
	spin_unlock_irqrestore(&sl->lock, flags);
}

static inline void write_seqlock_irq(seqlock_t *sl) __acquires(&sl->lock)
{
	spin_lock_irq(&sl->lock);
	write_seqcount_begin(&sl->seqcount);
}

static inline void write_sequnlock_irq(seqlock_t *sl) __releases(&sl->lock)
{
	write_seqcount_end(&sl->seqcount);
	spin_unlock_irq(&sl->lock);
}

static inline void write_seqlock_bh(seqlock_t *sl) __acquires(&sl->lock)
{
	spin_lock_bh(&sl->lock);
	write_seqcount_begin(&sl->seqcount);
}

static inline void write_sequnlock_bh(seqlock_t *sl) __releases(&sl->lock)
{
	write_seqcount_end(&sl->seqcount);
	spin_unlock_bh(&sl->lock);
}

/* Read while writers are excluded, instead of retrying. */
static inline void read_seqlock_excl(seqlock_t *sl) __acquires(&sl->lock)
{
	spin_lock(&sl->lock);
}

static inline void read_sequnlock_excl(seqlock_t *sl) __releases(&sl->lock)
{
	spin_unlock(&sl->lock);
}

#endif /* LINUX_SEQLOCK_H */
