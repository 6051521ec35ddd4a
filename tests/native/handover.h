/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_NATIVE_HANDOVER_H
#define TESTS_NATIVE_HANDOVER_H

/*
 * A producer allocates objects and hands them to a consumer, which frees them.  The build machine's
 * program (handover.c) and the firmware's benchmark (tests/bench/handover.c) use the same code.
 *
 * The file that includes this one defines HANDOVER_ALLOC(), HANDOVER_FREE(object) and
 * HANDOVER_PAUSE().
 */

#define HANDOVER_OBJECTS	10000000UL
#define HANDOVER_SIZE		64
#define HANDOVER_ROOM		1024UL	/* a power of two */

/* A ring with one producer and one consumer.  The counters are in separate cache lines. */
static struct {
	unsigned long put __attribute__((aligned(128)));	/* objects put into the ring */
	unsigned long got __attribute__((aligned(128)));	/* objects taken out of it */
	void *objects[HANDOVER_ROOM] __attribute__((aligned(128)));
} handover_ring;

static inline int handover_put(void *object)
{
	unsigned long put = handover_ring.put;

	if (put - __atomic_load_n(&handover_ring.got, __ATOMIC_ACQUIRE) == HANDOVER_ROOM)
		return 0;
	handover_ring.objects[put % HANDOVER_ROOM] = object;
	__atomic_store_n(&handover_ring.put, put + 1, __ATOMIC_RELEASE);
	return 1;
}

static inline void *handover_get(void)
{
	unsigned long got = handover_ring.got;
	void *object;

	if (got == __atomic_load_n(&handover_ring.put, __ATOMIC_ACQUIRE))
		return NULL;
	object = handover_ring.objects[got % HANDOVER_ROOM];
	__atomic_store_n(&handover_ring.got, got + 1, __ATOMIC_RELEASE);
	return object;
}

/* Allocate an object and write to it.  Returns NULL if memory is exhausted. */
static inline void *handover_make(void)
{
	unsigned long *object = HANDOVER_ALLOC();

	if (object)
		*object = 1;
	return object;
}

/* Produce all objects.  A NULL tells the consumer that memory was exhausted. */
static inline void handover_produce(void)
{
	for (unsigned long i = 0; i < HANDOVER_OBJECTS; i++) {
		void *object = handover_make();

		while (!handover_put(object ? object : &handover_ring))
			HANDOVER_PAUSE();
		if (!object)
			return;
	}
}

/* Consume all objects.  Returns their number, which is smaller if memory was exhausted. */
static inline unsigned long handover_consume(void)
{
	unsigned long i;

	for (i = 0; i < HANDOVER_OBJECTS; i++) {
		void *object;

		while (!(object = handover_get()))
			HANDOVER_PAUSE();
		if (object == &handover_ring)
			break;
		HANDOVER_FREE(object);
	}
	return i;
}

/* Produce and consume on one CPU, half of the ring at a time.  Returns the number of objects. */
static inline unsigned long handover_alone(void)
{
	unsigned long done = 0;
	void *object;

	while (done < HANDOVER_OBJECTS) {
		for (unsigned long i = 0; i < HANDOVER_ROOM / 2; i++) {
			object = handover_make();
			if (!object)
				return done;
			handover_put(object);
		}
		while ((object = handover_get())) {
			HANDOVER_FREE(object);
			done++;
		}
	}
	return done;
}

#endif /* TESTS_NATIVE_HANDOVER_H */
