// SPDX-License-Identifier: BSD-2-Clause
/*
 * POSIX threads, implemented with Quarry's threads.  A thread runs on the CPU for which it was
 * created, until it waits, exits or yields.  New threads are distributed over the CPUs in turn.
 *
 * A thread always waits until a word changes, by os_futex_wait() or os_futex_lock().  The word of a
 * mutex is 0 if the mutex is free, 1 if it is locked, and 2 if it is locked and may have waiters.
 * (Drepper, Futexes are tricky, section 6.)  A condition variable is a count of its signals.  A
 * waiter reads the count while it holds the mutex, and sleeps while the count is unchanged.
 *
 * The state of a thread is RUNNING at first, or DETACHED if it was created detached.  RUNNING
 * becomes ENDED when the thread exits, or DETACHED when the thread is detached.  Two events release
 * the structure of the thread: its exit, and its join or detach.  The second of these events frees
 * the structure.
 *
 * Cancellation is not supported: pthread_cancel() returns ENOSYS.
 */

#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "libc/os.h"
#include "library.h"

#define NSEC_PER_SEC	1000000000ULL
#define KEYS_MAX	PTHREAD_KEYS_MAX
#define ROUNDS		PTHREAD_DESTRUCTOR_ITERATIONS
#define NAME_SIZE	16
#define STACK_SIZE	(CONFIG_LIBC_THREAD_STACK_KB * 1024UL)

enum life {
	RUNNING,
	ENDED,
	DETACHED,
};

struct pthread {
	int life;			/* enum life */
	bool made_here;			/* true if pthread_create() created the thread */
	void *(*start)(void *arg);
	void *arg, *result;
	struct _pthread_cleanup_context *cleanup;
	struct {
		const void *value;
		int birth;		/* value of the key's birth when the value was set */
	} values[KEYS_MAX];
	char name[NAME_SIZE];		/* protected by names_lock */
	const void *task;		/* NULL before start and after exit; under names_lock */
};

/* Another thread may set the name before the thread runs or while it exits. */
static pthread_mutex_t names_lock = PTHREAD_MUTEX_INITIALIZER;

/*
 * Keys.  The values of a deleted key must not become values of the next key with the same number.
 */
static struct key {
	/* incremented to an odd number by create, and again by delete */
	int birth;
	void (*destructor)(void *value);
} keys[KEYS_MAX];

/* number of application threads; the last one calls exit() */
static unsigned int threads = 1;

#define load(word)			__atomic_load_n(word, __ATOMIC_ACQUIRE)
#define store(word, value)		__atomic_store_n(word, value, __ATOMIC_RELEASE)
#define exchange(word, value)		__atomic_exchange_n(word, value, __ATOMIC_ACQ_REL)

/*
 * Set the word to @new if it is @old.  Returns true if the word was @old.  The order is
 * sequentially consistent, because GCC 12 omits the release on RISC-V for weaker orders.
 */
static bool pthread_try_cmpxchg(int *word, int old, int new)
{
	return __atomic_compare_exchange_n(word, &old, new, false, __ATOMIC_SEQ_CST,
					   __ATOMIC_SEQ_CST);
}

/* ---- time ------------------------------------------------------------------------------------ */

/* Convert a time of @clock to a deadline for os_futex_wait().  Returns 0 or EINVAL. */
static int deadline_of(clockid_t clock, const struct timespec *time, unsigned long long *deadline)
{
	unsigned long long now, then;

	if (time->tv_nsec < 0 || (unsigned long long)time->tv_nsec >= NSEC_PER_SEC)
		return EINVAL;
	if (time->tv_sec < 0) {
		*deadline = 1;
		return 0;
	}
	now = clock == CLOCK_MONOTONIC ? os_time_monotonic() : os_time_real();
	if (__builtin_mul_overflow((unsigned long long)time->tv_sec, NSEC_PER_SEC, &then))
		then = ULLONG_MAX - NSEC_PER_SEC;
	then += time->tv_nsec;
	*deadline = then <= now ? 1 : os_time_monotonic() + (then - now);
	return 0;
}

/* ---- threads --------------------------------------------------------------------------------- */

/*
 * Return the current thread.  If pthread_create() did not create it, its structure is created on
 * the first call.
 */
pthread_t pthread_self(void)
{
	struct pthread *self = os_thread_pointer();

	if (self)
		return self;
	self = os_alloc(sizeof(*self));
	if (!self)
		abort();	/* the function cannot return an error */
	self->life = DETACHED;
	self->task = os_self();
	os_set_thread_pointer(self);
	return self;
}

/*
 * Drop one of the two references to a thread: that of the thread itself, or that of its joiner.
 * Dropping the second one frees the structure.
 */
static void let_go(struct pthread *thread, enum life life)
{
	if (pthread_try_cmpxchg(&thread->life, RUNNING, life))
		os_futex_wake((int *)&thread->life, UINT_MAX);
	else
		os_free(thread);
}

static void run_destructors(struct pthread *self)
{
	bool any = true;

	for (unsigned int round = 0; any && round < ROUNDS; round++) {
		any = false;
		for (unsigned int i = 0; i < KEYS_MAX; i++) {
			void (*destructor)(void *value) = keys[i].destructor;
			void *value = pthread_getspecific(i);

			self->values[i].value = NULL;
			if (value && destructor) {
				destructor(value);
				any = true;
			}
		}
	}
}

/* Set the task of the thread, and let reports show the name of the thread for this task. */
static void set_task(struct pthread *thread, const void *task)
{
	pthread_mutex_lock(&names_lock);
	thread->task = task;
	if (task && *thread->name)
		os_set_thread_name(task, thread->name);
	pthread_mutex_unlock(&names_lock);
}

/* Release the current thread's data.  This function is called whenever a thread exits. */
void pthread_thread_exit(void);
void pthread_thread_exit(void)
{
	struct pthread *self = os_thread_pointer();

	if (!self)
		return;
	run_destructors(self);
	set_task(self, NULL);
	os_set_thread_pointer(NULL);
	if (self->made_here)
		let_go(self, ENDED);
	else
		os_free(self);
}

static void count_down(void)
{
	if (__atomic_sub_fetch(&threads, 1, __ATOMIC_ACQ_REL) == 0)
		exit(0);
}

static void pthread_main(void *arg)
{
	struct pthread *self = arg;

	os_set_thread_pointer(self);
	set_task(self, os_self());
	pthread_exit(self->start(self->arg));
}

int pthread_create(pthread_t *thread, const pthread_attr_t *attr, void *(*start)(void *arg),
		   void *arg)
{
	struct pthread *new = os_alloc(sizeof(*new));
	int err;

	if (!new)
		return EAGAIN;
	new->start = start;
	new->arg = arg;
	new->made_here = true;
	new->life = attr && attr->detachstate == PTHREAD_CREATE_DETACHED ? DETACHED : RUNNING;
	*thread = new;		/* stored before the new thread runs */
	__atomic_fetch_add(&threads, 1, __ATOMIC_RELAXED);
	err = os_thread_create(pthread_main, new, attr ? attr->stacksize : STACK_SIZE);
	if (err) {
		__atomic_fetch_sub(&threads, 1, __ATOMIC_RELAXED);
		os_free(new);
	}
	return -err;
}

void pthread_exit(void *result)
{
	struct pthread *self = pthread_self();

	self->result = result;
	while (self->cleanup)
		_pthread_cleanup_pop(self->cleanup, 1);
	if (self->made_here || os_self() == libc_main_thread)
		count_down();
	os_thread_exit();
}

int pthread_join(pthread_t thread, void **result)
{
	if (thread == os_thread_pointer())
		return EDEADLK;
	if (load(&thread->life) == DETACHED)
		return EINVAL;
	while (load(&thread->life) == RUNNING)
		os_futex_wait(&thread->life, RUNNING, 0);
	if (result)
		*result = thread->result;
	os_free(thread);
	return 0;
}

int pthread_detach(pthread_t thread)
{
	if (load(&thread->life) == DETACHED)
		return EINVAL;
	let_go(thread, DETACHED);
	return 0;
}

int pthread_equal(pthread_t a, pthread_t b)
{
	return a == b;
}

void pthread_yield(void)
{
	os_yield();
}

int pthread_setname_np(pthread_t thread, const char *name)
{
	if (strlen(name) >= NAME_SIZE)
		return ERANGE;
	pthread_mutex_lock(&names_lock);
	strcpy(thread->name, name);
	if (thread->task)
		os_set_thread_name(thread->task, name);
	pthread_mutex_unlock(&names_lock);
	return 0;
}

int pthread_getname_np(pthread_t thread, char *buf, size_t size)
{
	bool fits;

	pthread_mutex_lock(&names_lock);
	fits = strlen(thread->name) < size;
	if (fits)
		strcpy(buf, thread->name);
	pthread_mutex_unlock(&names_lock);
	return fits ? 0 : ERANGE;
}

int pthread_cancel(pthread_t thread)
{
	return ENOSYS;
}

int pthread_setcancelstate(int state, int *old)
{
	if (old)
		*old = PTHREAD_CANCEL_ENABLE;
	return 0;
}

int pthread_setcanceltype(int type, int *old)
{
	if (old)
		*old = PTHREAD_CANCEL_DEFERRED;
	return 0;
}

void pthread_testcancel(void)
{
}

void _pthread_cleanup_push(struct _pthread_cleanup_context *context, void (*routine)(void *),
			   void *arg)
{
	struct pthread *self = pthread_self();

	*context = (struct _pthread_cleanup_context){ routine, arg, self->cleanup };
	self->cleanup = context;
}

void _pthread_cleanup_pop(struct _pthread_cleanup_context *context, int execute)
{
	pthread_self()->cleanup = context->_previous;
	if (execute)
		context->_routine(context->_arg);
}

/* ---- attributes ------------------------------------------------------------------------------ */

int pthread_attr_init(pthread_attr_t *attr)
{
	*attr = (pthread_attr_t){ .stacksize = STACK_SIZE };
	return 0;
}

int pthread_attr_destroy(pthread_attr_t *attr)
{
	return 0;
}

int pthread_attr_setdetachstate(pthread_attr_t *attr, int state)
{
	if (state != PTHREAD_CREATE_JOINABLE && state != PTHREAD_CREATE_DETACHED)
		return EINVAL;
	attr->detachstate = state;
	return 0;
}

int pthread_attr_getdetachstate(const pthread_attr_t *attr, int *state)
{
	*state = attr->detachstate;
	return 0;
}

int pthread_attr_setstacksize(pthread_attr_t *attr, size_t size)
{
	if (size < PTHREAD_STACK_MIN)
		return EINVAL;
	attr->stacksize = size;
	return 0;
}

int pthread_attr_getstacksize(const pthread_attr_t *attr, size_t *size)
{
	*size = attr->stacksize;
	return 0;
}

/* ---- once and keys --------------------------------------------------------------------------- */

enum {
	ONCE_NEVER,
	ONCE_RUNS,
	ONCE_DONE,
};

bool once_begin(pthread_once_t *once)
{
	while (load(&once->state) != ONCE_DONE) {
		if (pthread_try_cmpxchg(&once->state, ONCE_NEVER, ONCE_RUNS))
			return true;
		os_futex_wait(&once->state, ONCE_RUNS, 0);
	}
	return false;
}

void once_end(pthread_once_t *once, bool done)
{
	store(&once->state, done ? ONCE_DONE : ONCE_NEVER);
	os_futex_wake(&once->state, UINT_MAX);
}

/*
 * This function is weak: with C++ exceptions, libc/cxx/abi.cpp has a version that supports
 * exceptions in the routine.
 */
__attribute__((weak)) int pthread_once(pthread_once_t *once, void (*routine)(void))
{
	if (once_begin(once)) {
		routine();
		once_end(once, true);
	}
	return 0;
}

int pthread_key_create(pthread_key_t *key, void (*destructor)(void *value))
{
	for (unsigned int i = 0; i < KEYS_MAX; i++) {
		int birth = load(&keys[i].birth);

		if (!(birth & 1) && pthread_try_cmpxchg(&keys[i].birth, birth, birth + 1)) {
			keys[i].destructor = destructor;
			*key = i;
			return 0;
		}
	}
	return EAGAIN;
}

static bool exists(pthread_key_t key)
{
	return key < KEYS_MAX && load(&keys[key].birth) & 1;
}

int pthread_key_delete(pthread_key_t key)
{
	if (!exists(key))
		return EINVAL;
	keys[key].destructor = NULL;
	store(&keys[key].birth, keys[key].birth + 1);
	return 0;
}

int pthread_setspecific(pthread_key_t key, const void *value)
{
	struct pthread *self = pthread_self();

	if (!exists(key))
		return EINVAL;
	self->values[key].value = value;
	self->values[key].birth = load(&keys[key].birth);
	return 0;
}

void *pthread_getspecific(pthread_key_t key)
{
	struct pthread *self = os_thread_pointer();

	if (!self || !exists(key) || self->values[key].birth != load(&keys[key].birth))
		return NULL;
	return (void *)self->values[key].value;
}

/* ---- mutexes --------------------------------------------------------------------------------- */

int pthread_mutexattr_init(pthread_mutexattr_t *attr)
{
	attr->type = PTHREAD_MUTEX_DEFAULT;
	return 0;
}

int pthread_mutexattr_destroy(pthread_mutexattr_t *attr)
{
	return 0;
}

int pthread_mutexattr_settype(pthread_mutexattr_t *attr, int type)
{
	if (type < PTHREAD_MUTEX_NORMAL || type > PTHREAD_MUTEX_ERRORCHECK)
		return EINVAL;
	attr->type = type;
	return 0;
}

int pthread_mutexattr_gettype(const pthread_mutexattr_t *attr, int *type)
{
	*type = attr->type;
	return 0;
}

int pthread_mutex_init(pthread_mutex_t *mutex, const pthread_mutexattr_t *attr)
{
	*mutex = (pthread_mutex_t){ .type = attr ? attr->type : PTHREAD_MUTEX_DEFAULT };
	return 0;
}

int pthread_mutex_destroy(pthread_mutex_t *mutex)
{
	return load(&mutex->state) ? EBUSY : 0;
}

/*
 * Return true if the current thread holds the mutex.  The result is always false for normal
 * mutexes, whose owner is not recorded.
 */
static bool held_by_self(pthread_mutex_t *mutex)
{
	return mutex->type != PTHREAD_MUTEX_NORMAL &&
	       __atomic_load_n(&mutex->owner, __ATOMIC_RELAXED) == os_self();
}

static int lock_again(pthread_mutex_t *mutex, int err)
{
	if (mutex->type == PTHREAD_MUTEX_ERRORCHECK)
		return err;
	if (mutex->depth == UINT_MAX)
		return EAGAIN;
	mutex->depth++;
	return 0;
}

static void pthread_mutex_taken(pthread_mutex_t *mutex)
{
	if (mutex->type == PTHREAD_MUTEX_NORMAL)
		return;
	__atomic_store_n(&mutex->owner, (void *)os_self(), __ATOMIC_RELAXED);
	mutex->depth = 1;
}

static int lock_until(pthread_mutex_t *mutex, unsigned long long deadline)
{
	while (exchange(&mutex->state, 2)) {
		if (os_futex_lock(&mutex->state, 2, deadline) == -ETIMEDOUT)
			return ETIMEDOUT;
	}
	pthread_mutex_taken(mutex);
	return 0;
}

int pthread_mutex_trylock(pthread_mutex_t *mutex)
{
	if (held_by_self(mutex))
		return lock_again(mutex, EBUSY);
	if (!pthread_try_cmpxchg(&mutex->state, 0, 1))
		return EBUSY;
	pthread_mutex_taken(mutex);
	return 0;
}

int pthread_mutex_lock(pthread_mutex_t *mutex)
{
	if (held_by_self(mutex))
		return lock_again(mutex, EDEADLK);
	if (!pthread_try_cmpxchg(&mutex->state, 0, 1))
		return lock_until(mutex, 0);
	pthread_mutex_taken(mutex);
	return 0;
}

int pthread_mutex_timedlock(pthread_mutex_t *mutex, const struct timespec *time)
{
	unsigned long long deadline;

	if (pthread_mutex_trylock(mutex) == 0)
		return 0;
	if (held_by_self(mutex))
		return EDEADLK;
	return deadline_of(CLOCK_REALTIME, time, &deadline) ?: lock_until(mutex, deadline);
}

int pthread_mutex_unlock(pthread_mutex_t *mutex)
{
	if (mutex->type != PTHREAD_MUTEX_NORMAL) {
		if (!held_by_self(mutex))
			return EPERM;
		if (--mutex->depth)
			return 0;
		__atomic_store_n(&mutex->owner, NULL, __ATOMIC_RELAXED);
	}
	if (exchange(&mutex->state, 0) == 2)
		os_futex_wake(&mutex->state, 1);
	return 0;
}

/* ---- condition variables --------------------------------------------------------------------- */

int pthread_condattr_init(pthread_condattr_t *attr)
{
	attr->clock = CLOCK_REALTIME;
	return 0;
}

int pthread_condattr_destroy(pthread_condattr_t *attr)
{
	return 0;
}

int pthread_condattr_setclock(pthread_condattr_t *attr, clockid_t clock)
{
	if (clock != CLOCK_REALTIME && clock != CLOCK_MONOTONIC)
		return EINVAL;
	attr->clock = clock;
	return 0;
}

int pthread_condattr_getclock(const pthread_condattr_t *attr, clockid_t *clock)
{
	*clock = attr->clock;
	return 0;
}

int pthread_cond_init(pthread_cond_t *cond, const pthread_condattr_t *attr)
{
	*cond = (pthread_cond_t){ .clock = attr ? attr->clock : CLOCK_REALTIME };
	return 0;
}

int pthread_cond_destroy(pthread_cond_t *cond)
{
	return 0;
}

static void signal_to(pthread_cond_t *cond, unsigned int most)
{
	__atomic_fetch_add(&cond->sequence, 1, __ATOMIC_ACQ_REL);
	os_futex_wake(&cond->sequence, most);
}

int pthread_cond_signal(pthread_cond_t *cond)
{
	signal_to(cond, 1);
	return 0;
}

int pthread_cond_broadcast(pthread_cond_t *cond)
{
	signal_to(cond, UINT_MAX);
	return 0;
}

/*
 * Wait for a signal of the condition variable.  A recursive mutex is unlocked completely during the
 * wait.
 */
static int wait_until(pthread_cond_t *cond, pthread_mutex_t *mutex, unsigned long long deadline)
{
	int sequence = load(&cond->sequence), err;
	unsigned int depth = mutex->depth;

	if (mutex->type != PTHREAD_MUTEX_NORMAL) {
		if (!held_by_self(mutex))
			return EPERM;
		mutex->depth = 1;
	}
	pthread_mutex_unlock(mutex);
	err = os_futex_wait(&cond->sequence, sequence, deadline);
	pthread_mutex_lock(mutex);
	mutex->depth = depth;
	return err == -ETIMEDOUT ? ETIMEDOUT : 0;
}

int pthread_cond_wait(pthread_cond_t *cond, pthread_mutex_t *mutex)
{
	return wait_until(cond, mutex, 0);
}

int pthread_cond_timedwait(pthread_cond_t *cond, pthread_mutex_t *mutex,
			   const struct timespec *time)
{
	unsigned long long deadline;

	return deadline_of(cond->clock ? cond->clock : CLOCK_REALTIME, time, &deadline) ?:
	       wait_until(cond, mutex, deadline);
}

/* ---- readers-writer locks; a waiting writer blocks new readers ------------------------------- */

int pthread_rwlockattr_init(pthread_rwlockattr_t *attr)
{
	return 0;
}

int pthread_rwlockattr_destroy(pthread_rwlockattr_t *attr)
{
	return 0;
}

int pthread_rwlock_init(pthread_rwlock_t *rwlock, const pthread_rwlockattr_t *attr)
{
	*rwlock = (pthread_rwlock_t)_PTHREAD_RWLOCK_INITIALIZER;
	return 0;
}

int pthread_rwlock_destroy(pthread_rwlock_t *rwlock)
{
	return rwlock->holders ? EBUSY : 0;
}

/* Acquire the lock.  The member `holders` is the number of readers, or -1 for a writer. */
static int pthread_rwlock_acquire(pthread_rwlock_t *rwlock, bool write, bool wait,
				  const struct timespec *time)
{
	int err = 0;

	pthread_mutex_lock(&rwlock->lock);
	rwlock->writers_waiting += write;
	while (!err &&
	       (write ? rwlock->holders != 0 : rwlock->holders < 0 || rwlock->writers_waiting)) {
		if (!wait)
			err = EBUSY;
		else if (time)
			err = pthread_cond_timedwait(&rwlock->changed, &rwlock->lock, time);
		else
			err = pthread_cond_wait(&rwlock->changed, &rwlock->lock);
	}
	rwlock->writers_waiting -= write;
	if (!err)
		rwlock->holders = write ? -1 : rwlock->holders + 1;
	else if (write)
		pthread_cond_broadcast(&rwlock->changed);	/* wake waiting readers */
	pthread_mutex_unlock(&rwlock->lock);
	return err;
}

int pthread_rwlock_rdlock(pthread_rwlock_t *rwlock)
{
	return pthread_rwlock_acquire(rwlock, false, true, NULL);
}

int pthread_rwlock_tryrdlock(pthread_rwlock_t *rwlock)
{
	return pthread_rwlock_acquire(rwlock, false, false, NULL);
}

int pthread_rwlock_timedrdlock(pthread_rwlock_t *rwlock, const struct timespec *time)
{
	return pthread_rwlock_acquire(rwlock, false, true, time);
}

int pthread_rwlock_wrlock(pthread_rwlock_t *rwlock)
{
	return pthread_rwlock_acquire(rwlock, true, true, NULL);
}

int pthread_rwlock_trywrlock(pthread_rwlock_t *rwlock)
{
	return pthread_rwlock_acquire(rwlock, true, false, NULL);
}

int pthread_rwlock_timedwrlock(pthread_rwlock_t *rwlock, const struct timespec *time)
{
	return pthread_rwlock_acquire(rwlock, true, true, time);
}

int pthread_rwlock_unlock(pthread_rwlock_t *rwlock)
{
	pthread_mutex_lock(&rwlock->lock);
	rwlock->holders = rwlock->holders < 0 ? 0 : rwlock->holders - 1;
	if (!rwlock->holders)
		pthread_cond_broadcast(&rwlock->changed);
	pthread_mutex_unlock(&rwlock->lock);
	return 0;
}

/* ---- barriers -------------------------------------------------------------------------------- */

int pthread_barrierattr_init(pthread_barrierattr_t *attr)
{
	return 0;
}

int pthread_barrierattr_destroy(pthread_barrierattr_t *attr)
{
	return 0;
}

int pthread_barrier_init(pthread_barrier_t *barrier, const pthread_barrierattr_t *attr,
			 unsigned int count)
{
	if (!count)
		return EINVAL;
	*barrier = (pthread_barrier_t){ .count = count };
	return 0;
}

int pthread_barrier_destroy(pthread_barrier_t *barrier)
{
	return barrier->waiting ? EBUSY : 0;
}

int pthread_barrier_wait(pthread_barrier_t *barrier)
{
	int result = 0;
	unsigned int round;

	pthread_mutex_lock(&barrier->lock);
	round = barrier->round;
	if (++barrier->waiting == barrier->count) {
		barrier->waiting = 0;
		barrier->round++;
		pthread_cond_broadcast(&barrier->changed);
		result = PTHREAD_BARRIER_SERIAL_THREAD;
	}
	while (round == barrier->round)
		pthread_cond_wait(&barrier->changed, &barrier->lock);
	pthread_mutex_unlock(&barrier->lock);
	return result;
}

/* ---- spin locks; other threads of the CPU run while a thread waits --------------------------- */

int pthread_spin_init(pthread_spinlock_t *lock, int shared)
{
	*lock = 0;
	return 0;
}

int pthread_spin_destroy(pthread_spinlock_t *lock)
{
	return 0;
}

int pthread_spin_trylock(pthread_spinlock_t *lock)
{
	return pthread_try_cmpxchg((int *)lock, 0, 1) ? 0 : EBUSY;
}

int pthread_spin_lock(pthread_spinlock_t *lock)
{
	while (!pthread_try_cmpxchg((int *)lock, 0, 1))
		os_yield();
	return 0;
}

int pthread_spin_unlock(pthread_spinlock_t *lock)
{
	store(lock, 0);
	return 0;
}
