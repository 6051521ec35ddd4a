/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_RWLOCK_H
#define LINUX_RWLOCK_H

/*
 * Spinning locks that several readers or one writer hold.  CPUs acquire the lock in the order of
 * their requests, so a reader waits behind a writer that waits.  Only a reader in an interrupt does
 * not, so that an interrupt handler may read while the interrupted code reads.  A thread that
 * already reads must not read again.  Context: any, but the holder must not sleep.
 *
 * Choose the forms as for spinlocks: a lock that handlers only read needs write_lock_irqsave(), but
 * read_lock() suffices.  kernel/rwlock.c explains the implementation.
 */

#include <linux/spinlock.h>

typedef struct {
	spinlock_t writers;	/* the lock of the writer, or of the next reader or writer */
	u32 holders;		/* number of readers, or RWLOCK_WRITER; atomic */
} rwlock_t;

#define RWLOCK_WRITER	0x80000000U

#define __RW_LOCK_UNLOCKED(name)		{ .writers = __SPIN_LOCK_UNLOCKED(name) }
#define DEFINE_RWLOCK(name)		rwlock_t name = __RW_LOCK_UNLOCKED(name)

#define rwlock_init(lock)				\
do {							\
	spin_lock_init(&(lock)->writers);		\
	(lock)->holders = 0;				\
} while (0)

void read_lock(rwlock_t *lock);
bool read_trylock(rwlock_t *lock);
void read_unlock(rwlock_t *lock);
void write_lock(rwlock_t *lock);
bool write_trylock(rwlock_t *lock);
void write_unlock(rwlock_t *lock);

/* Return true if readers hold the lock; if this CPU or, without CONFIG_DEBUG_SPINLOCK, a writer. */
static inline bool rwlock_is_held_read(const rwlock_t *lock)
{
	return READ_ONCE(lock->holders) & ~RWLOCK_WRITER;
}

static inline bool rwlock_is_held_write(const rwlock_t *lock)
{
	return READ_ONCE(lock->holders) == RWLOCK_WRITER && spin_is_held(&lock->writers);
}

static inline bool rwlock_is_held(const rwlock_t *lock)
{
	return rwlock_is_held_read(lock) || rwlock_is_held_write(lock);
}

/* Define the _irq and _bh forms of a side of the lock. */
#define __RWLOCK_FORM(side, form)						\
static inline void side##_lock_##form(rwlock_t *lock)				\
{										\
	local_##form##_disable();						\
	side##_lock(lock);							\
}										\
static inline void side##_unlock_##form(rwlock_t *lock)				\
{										\
	side##_unlock(lock);							\
	local_##form##_enable();						\
}

__RWLOCK_FORM(read, irq)
__RWLOCK_FORM(read, bh)
__RWLOCK_FORM(write, irq)
__RWLOCK_FORM(write, bh)

#define read_lock_irqsave(lock, flags)			\
do {							\
	local_irq_save(flags);				\
	read_lock(lock);				\
} while (0)

#define write_lock_irqsave(lock, flags)			\
do {							\
	local_irq_save(flags);				\
	write_lock(lock);				\
} while (0)

static inline void read_unlock_irqrestore(rwlock_t *lock, unsigned long flags)
{
	read_unlock(lock);
	local_irq_restore(flags);
}

static inline void write_unlock_irqrestore(rwlock_t *lock, unsigned long flags)
{
	write_unlock(lock);
	local_irq_restore(flags);
}

#define write_trylock_irqsave(lock, flags)		\
({							\
	bool __taken;					\
							\
	local_irq_save(flags);				\
	__taken = write_trylock(lock);			\
	if (!__taken)					\
		local_irq_restore(flags);		\
	__taken;					\
})

DEFINE_LOCK_GUARD_1(read_lock, rwlock_t, read_lock(_T->lock), read_unlock(_T->lock))
DEFINE_LOCK_GUARD_1(read_lock_irq, rwlock_t, read_lock_irq(_T->lock), read_unlock_irq(_T->lock))
DEFINE_LOCK_GUARD_1(read_lock_irqsave, rwlock_t, read_lock_irqsave(_T->lock, _T->flags),
		    read_unlock_irqrestore(_T->lock, _T->flags), unsigned long flags)
DEFINE_LOCK_GUARD_1(write_lock, rwlock_t, write_lock(_T->lock), write_unlock(_T->lock))
DEFINE_LOCK_GUARD_1(write_lock_irq, rwlock_t, write_lock_irq(_T->lock), write_unlock_irq(_T->lock))
DEFINE_LOCK_GUARD_1(write_lock_irqsave, rwlock_t, write_lock_irqsave(_T->lock, _T->flags),
		    write_unlock_irqrestore(_T->lock, _T->flags), unsigned long flags)

#endif /* LINUX_RWLOCK_H */
