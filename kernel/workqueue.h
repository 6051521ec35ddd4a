/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef KERNEL_WORKQUEUE_H
#define KERNEL_WORKQUEUE_H

/* What kernel/workqueue.c and kernel/workqueue_alloc.c share. */

#include <linux/completion.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/percpu.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

struct worker {
	struct list_head all;		/* entry of pool->workers */
	struct list_head idle;		/* entry of pool->idle while the worker sleeps */
	struct task_struct *task;
	struct pool *pool;
	struct pool_workqueue *rescues;	/* a rescuer runs only items of this; else NULL */
	struct work_struct *current_work;
	work_func_t current_func;	/* detects that the memory was reused for another item */
	struct pool_workqueue *current_pwq;
	unsigned long turn;		/* turn of current_work */
	unsigned int color;		/* color of current_work */
};

struct pool {
	spinlock_t lock;
	struct list_head items[2];	/* index 1: of queues with WQ_HIGHPRI, which start first */
	struct list_head workers;
	struct list_head idle;
	struct list_head waiters;	/* struct wq_waiter */
	/* The numbers are without rescuers.  Busy workers have a current_work. */
	unsigned int nr_workers, nr_idle, nr_busy;
	u32 cpu;
	bool creating;			/* a worker is being created */
	unsigned long last_turn;
};

/* The part of a workqueue that belongs to the pool of one CPU; protected by the pool's lock. */
struct pool_workqueue {
	struct workqueue_struct *wq;
	struct list_head inactive;	/* items over the queue's max_active, the oldest first */
	unsigned int nr_active;		/* number of items in pool->items and running */
	unsigned int in_flight[2];	/* number of queued and running items of each color */
	unsigned int color;		/* color of the items that are queued now */
	struct worker *rescuer;		/* of a queue with WQ_MEM_RECLAIM */
};

struct workqueue_struct {
	struct pool_workqueue __percpu *pwqs;
	unsigned int flags;
	unsigned int max_active;	/* for each CPU */
	unsigned int home;		/* CPU of all items, or WORK_CPU_UNBOUND */
	unsigned int nr_drainers;	/* only items of the queue can queue; under flush_lock */
	struct mutex flush_lock;
	char name[WQ_NAME_LEN];
};

/* A thread that waits for a turn of the pool, or for the items of one color. */
struct wq_waiter {
	struct list_head entry;
	unsigned long turn;		/* 0: wait for the color */
	struct pool_workqueue *pwq;
	unsigned int color;
	struct completion done;
};

extern struct workqueue_struct system_workqueue, system_highpri_workqueue, system_bh_workqueue;

struct pool *wq_pool(unsigned int cpu);
void pwq_init(struct pool_workqueue *pwq, struct workqueue_struct *wq);

/* Return the worker that the calling thread is, or NULL.  Context: any. */
struct worker *wq_current_worker(void);

/* Start the inactive items that the queue's limit allows. */
void pwq_activate(struct pool *pool, struct pool_workqueue *pwq) __must_hold(&pool->lock);

/*
 * wq_wait_begin() prepares to wait for a turn of an item, or for the items of one color if the turn
 * is 0.  Either must be in progress.  wq_wait() waits, without the lock.
 */
void wq_wait_begin(struct pool *pool, struct wq_waiter *waiter) __must_hold(&pool->lock);
void wq_wait(struct pool *pool, struct wq_waiter *waiter);

/* Create the rescuer, or end it.  Context: thread. */
int wq_add_rescuer(struct pool *pool, struct pool_workqueue *pwq);
void wq_remove_rescuer(struct pool *pool, struct pool_workqueue *pwq);

#endif /* KERNEL_WORKQUEUE_H */
