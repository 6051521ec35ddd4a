// SPDX-License-Identifier: BSD-2-Clause
/*
 * A workload that allocates like a network driver and a network stack.
 *
 * A ring of receive buffers is filled and emptied in bursts.  A short packet is copied, and its
 * buffer remains in the ring.  A long packet is passed on with its buffer, and the ring gets a new
 * buffer.  Sockets read their queues in turn.  Sent packets wait in another ring until the device
 * has sent them, and are completed in batches.  Every second packet of a connection is answered
 * with an acknowledgement, which is sent in the same way.  Connections, routes and fragments are
 * created and deleted.
 *
 * Sizes are those of a driver with an MTU of 1,500: a head of 232 bytes from a cache, and data with
 * headroom before it and 320 bytes of bookkeeping after it.
 */

#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/minmax.h>
#include <linux/slab.h>

#include "workload.h"

#define RX_RING		128
#define TX_RING		256
#define SOCKETS		24
#define CONNECTIONS	40
#define ROUNDS		500
#define FRONT		64
#define BEHIND		320

struct head {
	struct list_head list;
	void *data;
	u32 len;
};

struct socket {
	struct list_head queue;
	unsigned int nr;
};

struct connection {
	void *sock, *route, *timer;
	unsigned int unanswered;
};

static struct kmem_cache *heads, *socks, *requests, *routes;
static struct head *rx[RX_RING];
static struct socket sockets[SOCKETS];
static struct connection connections[CONNECTIONS];
static struct list_head tx = LIST_HEAD_INIT(tx), fragments = LIST_HEAD_INIT(fragments);
static unsigned int nr_tx;
static u32 seed;

static struct head *packet_alloc(size_t len)
{
	struct head *head = kmem_cache_alloc(heads, GFP_ATOMIC);

	if (!head)
		return NULL;
	head->len = len;
	head->data = kmalloc(FRONT + len + BEHIND, GFP_ATOMIC);
	if (head->data)
		return head;
	kmem_cache_free(heads, head);
	return NULL;
}

static void packet_free(struct head *head)
{
	kfree(head->data);
	kmem_cache_free(heads, head);
}

static void list_drain(struct list_head *list, unsigned int nr)
{
	while (nr-- && !list_empty(list)) {
		struct head *head = list_first_entry(list, struct head, list);

		list_del(&head->list);
		packet_free(head);
	}
}

/*
 * Return a packet length: 45 % are short, such as acknowledgements, 15 % are random, and 40 % are
 * the maximum.
 */
static size_t packet_length(void)
{
	u32 what = workload_random(&seed, 100);

	if (what < 45)
		return 54 + workload_random(&seed, 75);
	return what < 60 ? 129 + workload_random(&seed, 1371) : 1500;
}

static void send(size_t len)
{
	struct head *head = nr_tx < TX_RING ? packet_alloc(len) : NULL;

	if (!head)
		return;
	list_add_tail(&head->list, &tx);
	nr_tx++;
}

/* Complete 8 to 63 sent packets. */
static void tx_done(void)
{
	unsigned int nr = min(nr_tx, 8 + workload_random(&seed, 56));

	list_drain(&tx, nr);
	nr_tx -= nr;
}

static void deliver(struct head *head)
{
	struct socket *socket = &sockets[workload_random(&seed, SOCKETS)];
	struct connection *c = &connections[workload_random(&seed, CONNECTIONS)];

	if (socket->nr < 64) {
		list_add_tail(&head->list, &socket->queue);
		socket->nr++;
	} else {
		packet_free(head);
	}
	if (c->sock && ++c->unanswered == 2) {
		c->unanswered = 0;
		send(0);
	}
}

static void receive(struct head **slot)
{
	size_t len = packet_length();
	struct head *head;

	if (len < 256) {
		head = packet_alloc(len);
	} else {
		head = *slot;
		*slot = packet_alloc(1536);
	}
	if (!head)
		return;
	if (workload_random(&seed, 40)) {
		deliver(head);
	} else {
		list_add_tail(&head->list, &fragments);
		if (!workload_random(&seed, 4))
			list_drain(&fragments, UINT_MAX);
	}
}

static void connection_end(struct connection *c)
{
	kmem_cache_free(routes, c->route);
	kfree(c->timer);
	kmem_cache_free(socks, c->sock);
	*c = (struct connection){};
}

static void connection_turn(struct connection *c)
{
	void *request;

	if (c->sock)
		return connection_end(c);
	request = kmem_cache_alloc(requests, GFP_ATOMIC);
	c->sock = kmem_cache_alloc(socks, GFP_ATOMIC);
	c->route = kmem_cache_alloc(routes, GFP_ATOMIC);
	c->timer = kmalloc(56, GFP_ATOMIC);
	if (request)
		kmem_cache_free(requests, request);
	if (!c->sock || !c->route || !c->timer) {
		kfree(c->timer);
		if (c->route)
			kmem_cache_free(routes, c->route);
		if (c->sock)
			kmem_cache_free(socks, c->sock);
		*c = (struct connection){};
	}
}

static void round_of_bursts(void)
{
	unsigned int burst = workload_random(&seed, 4) ? workload_random(&seed, 16) :
						      workload_random(&seed, RX_RING);

	for (unsigned int i = 0; i < burst; i++)
		receive(&rx[i]);
	for (unsigned int i = 0; i < 6; i++) {
		struct socket *socket = &sockets[workload_random(&seed, SOCKETS)];
		unsigned int nr = min(socket->nr, 1 + workload_random(&seed, 12));

		list_drain(&socket->queue, nr);
		socket->nr -= nr;
	}
	for (unsigned int i = workload_random(&seed, 12); i; i--)
		send(packet_length());
	if (workload_random(&seed, 3))
		tx_done();
	if (!workload_random(&seed, 3))
		connection_turn(&connections[workload_random(&seed, CONNECTIONS)]);
}

static int packets(void)
{
	heads = kmem_cache_create("packets_head", 232, 64, 0, NULL);
	socks = kmem_cache_create("packets_sock", 1744, 64, 0, NULL);
	requests = kmem_cache_create("packets_request", 304, 8, 0, NULL);
	routes = kmem_cache_create("packets_route", 176, 64, 0, NULL);
	if (!heads || !socks || !requests || !routes)
		return -ENOMEM;
	seed = 1;
	for (unsigned int i = 0; i < SOCKETS; i++)
		INIT_LIST_HEAD(&sockets[i].queue);
	for (unsigned int i = 0; i < RX_RING; i++) {
		rx[i] = packet_alloc(1536);
		if (!rx[i])
			return -ENOMEM;
	}
	for (unsigned int i = 0; i < ROUNDS; i++)
		round_of_bursts();
	return 0;
}
WORKLOAD(packets, .run = packets);
