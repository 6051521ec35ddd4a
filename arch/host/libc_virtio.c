// SPDX-License-Identifier: BSD-2-Clause
/*
 * The process as a machine: a virtio device over MMIO (Virtio 1.2, section 4.2), version 1 or 2.
 * It is a disk, whose contents are in a file (5.2), a source of random numbers (5.4), or a keyboard
 * (5.8), which sends a key each few milliseconds.  For an LED that the driver switches, the
 * keyboard sends F1, F2 or F3.
 *
 * Register accesses run in the thread of the CPU.  A notification wakes the device's own thread,
 * which reads requests from the queue and answers them.  device_lock protects the whole state of
 * the model.  RAM is accessed by physical address (host_dma_read()), as devices do.
 *
 * With -disk-evil, the device violates one rule for each request:
 *
 * id      the used ring contains a request that does not exist
 * index   the used index is increased by 101 instead of 1
 * length  the reported length is larger than the buffer
 * twice   each request is completed twice
 * status  the status byte is not written
 * short   the last block of each buffer is not written, and the reported length is smaller
 * line    the interrupt line remains high after the acknowledgement
 * reset   requests are not answered, and a reset has no effect
 * silent  requests are not answered
 * config  the keyboard: all bytes of its configuration are 0xff; events of types and codes that do
 *         not exist
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "host.h"
#include "libc.h"

#define QUEUE_MAX	64
#define SECTOR		512
#define REQUEST_MAX	(1UL << 20)
#define F_BLK_SIZE	(1UL << 6)
#define F_EVENT_IDX	(1UL << 29)
#define F_VERSION_1	(1UL << 32)
#define F_ACCESS_PLATFORM	(1UL << 33)
#define DESC_NEXT	1
#define DESC_WRITE	2

enum {
	MAGIC = 0x000, VERSION = 0x004, DEVICE_ID = 0x008, VENDOR_ID = 0x00c,
	DEVICE_FEATURES = 0x010, DEVICE_FEATURES_SEL = 0x014, DRIVER_FEATURES = 0x020,
	DRIVER_FEATURES_SEL = 0x024, GUEST_PAGE_SIZE = 0x028, QUEUE_SEL = 0x030,
	QUEUE_NUM_MAX = 0x034, QUEUE_NUM = 0x038, QUEUE_ALIGN = 0x03c, QUEUE_PFN = 0x040,
	QUEUE_READY = 0x044, QUEUE_NOTIFY = 0x050, INTERRUPT_STATUS = 0x060,
	INTERRUPT_ACK = 0x064, STATUS = 0x070, QUEUE_DESC = 0x080, QUEUE_DRIVER = 0x090,
	QUEUE_DEVICE = 0x0a0, CONFIG = 0x100,
};

enum evil { NOT, EVIL_ID, EVIL_INDEX, EVIL_LENGTH, EVIL_TWICE, EVIL_STATUS, EVIL_SHORT, EVIL_LINE,
	    EVIL_RESET, EVIL_SILENT, EVIL_CONFIG };
static const char *const evil_names[] = { "", "id", "index", "length", "twice", "status", "short",
					  "line", "reset", "silent", "config" };

struct desc {
	unsigned long addr;
	unsigned int size;
	unsigned short flags, next;
};

enum { DEVICE_DISK = 2, DEVICE_RNG = 4, DEVICE_INPUT = 18 };

static int device_lock;
static unsigned int device_id = DEVICE_DISK;
static int disk_file;
static unsigned long platform_feature;	/* F_ACCESS_PLATFORM, or 0 if the device sees the caches */
/* The part of the configuration that the model provides (5.2.4). */
static struct {
	unsigned long nr_sectors;
	unsigned int unused[3];
	unsigned int block_size;
} config = { .block_size = SECTOR };
/* The configuration of the keyboard (5.8.4): the driver writes the first two bytes. */
static struct { unsigned char select, subsel, size, unused[5], u[128]; } key_config;
static unsigned int version = 2;
static enum evil evil;
static unsigned int kicks;

/* Values that the driver has written, and the interrupt status. */
static unsigned int features_sel, driver_features_sel, page_size, queue_sel;
static unsigned int status, interrupt_status;
static unsigned long driver_features;
static struct queue {
	unsigned int num, align, pfn, ready;
	unsigned long desc_at, avail_at, used_at;
	/* Next index of the device in the available ring and in the used ring. */
	unsigned short avail_seen, used_idx;
} queues[2];	/* only the keyboard has a second one */

/* ---- registers; the caller holds device_lock ------------------------------------------------- */

static void virtio_model_reset(void)
{
	features_sel = driver_features_sel = queue_sel = 0;
	status = interrupt_status = 0;
	driver_features = 0;
	memset(queues, 0, sizeof(queues));
	host_line_set(HOST_DISK_LINE, 0);
}

static unsigned long offered(void)
{
	return (device_id == DEVICE_DISK ? F_BLK_SIZE : 0) | F_EVENT_IDX |
	       (version == 2 ? F_VERSION_1 | platform_feature : 0);
}

/* The queue of QUEUE_SEL, or NULL. */
static struct queue *selected_queue(void)
{
	return queue_sel < (device_id == DEVICE_INPUT ? 2U : 1U) ? &queues[queue_sel] : NULL;
}

static unsigned int virtio_model_read_register(unsigned long reg)
{
	struct queue *q = selected_queue();

	switch (reg) {
	case MAGIC:
		return 0x74726976;
	case VERSION:
		return version;
	case DEVICE_ID:
		return device_id;
	case VENDOR_ID:
		return 0x59525251;
	case DEVICE_FEATURES:
		return features_sel > 1 ? 0 : (unsigned int)(offered() >> features_sel * 32);
	case QUEUE_NUM_MAX:
		return q ? QUEUE_MAX : 0;
	case QUEUE_PFN:
		return q ? q->pfn : 0;
	case QUEUE_READY:
		return q ? q->ready : 0;
	case INTERRUPT_STATUS:
		return interrupt_status;
	case STATUS:
		return status;
	}
	return 0;
}

/*
 * Set the addresses of a queue for version 1, in which one page number determines the addresses of
 * all three parts.
 */
static void set_legacy_queue(struct queue *q, unsigned int value)
{
	unsigned long used;

	q->pfn = value;
	q->ready = value != 0;
	q->desc_at = (unsigned long)value * page_size;
	q->avail_at = q->desc_at + 16UL * q->num;
	used = q->avail_at + 6 + 2UL * q->num;
	q->used_at = q->align ? (used + q->align - 1) & -(unsigned long)q->align : used;
}

static void set_half(unsigned long *address, unsigned long high, unsigned int value)
{
	unsigned int shift = high ? 32 : 0;

	*address = (*address & ~(0xffffffffUL << shift)) | (unsigned long)value << shift;
}

static void virtio_model_set_status(unsigned int value)
{
	if (!value && evil == EVIL_RESET && (status & 4))
		return;
	if (!value)
		virtio_model_reset();
	else if ((value & 8) && (driver_features & ~offered()))
		status = value & ~8U;
	else
		status = value;
}

static void virtio_model_notify(void)
{
	__atomic_fetch_add(&kicks, 1, __ATOMIC_SEQ_CST);
	syscall(SYS_futex, &kicks, 129 /* FUTEX_WAKE_PRIVATE */, 1, NULL, NULL, 0);
}

static void write_queue_register(struct queue *q, unsigned long reg, unsigned int value)
{
	switch (reg) {
	case QUEUE_NUM:
		q->num = value <= QUEUE_MAX && !(value & (value - 1)) ? value : 0;
		break;
	case QUEUE_ALIGN:
		q->align = value;
		break;
	case QUEUE_PFN:
		if (version == 1)
			set_legacy_queue(q, value);
		break;
	case QUEUE_READY:
		if (version == 2)
			q->ready = value;
		break;
	case QUEUE_DESC: case QUEUE_DESC + 4:
		set_half(&q->desc_at, reg & 4, value);
		break;
	case QUEUE_DRIVER: case QUEUE_DRIVER + 4:
		set_half(&q->avail_at, reg & 4, value);
		break;
	case QUEUE_DEVICE: case QUEUE_DEVICE + 4:
		set_half(&q->used_at, reg & 4, value);
	}
}

static void virtio_model_write_register(unsigned long reg, unsigned int value)
{
	switch (reg) {
	case DEVICE_FEATURES_SEL:
		features_sel = value;
		break;
	case DRIVER_FEATURES:
		if (driver_features_sel < 2)
			set_half(&driver_features, driver_features_sel, value);
		break;
	case DRIVER_FEATURES_SEL:
		driver_features_sel = value;
		break;
	case GUEST_PAGE_SIZE:
		page_size = value;
		break;
	case QUEUE_SEL:
		queue_sel = value;
		break;
	case QUEUE_NOTIFY:
		virtio_model_notify();
		break;
	case INTERRUPT_ACK:
		if (evil != EVIL_LINE)
			interrupt_status &= ~value;
		if (!interrupt_status)
			host_line_set(HOST_DISK_LINE, 0);
		break;
	case STATUS:
		virtio_model_set_status(value);
		break;
	default:
		if (selected_queue())
			write_queue_register(selected_queue(), reg, value);
	}
}

/* Store the part of the keyboard's configuration that the driver has selected. */
static void select_key_config(void)
{
	static const unsigned char numbers[] = { 6, 0, 0x27, 0x06, 1, 0, 1, 0 };
	static const unsigned int axis[] = { 0, 1023, 0, 0, 0 };	/* from 0 to 1023 */
	unsigned int part = key_config.select << 8 | key_config.subsel;

	key_config.size = 0;
	memset(key_config.u, 0, sizeof(key_config.u));
	switch (part) {
	case 0x100:
		key_config.size = sizeof("Quarry keyboard") - 1;
		memcpy(key_config.u, "Quarry keyboard", key_config.size);
		break;
	case 0x300:
		key_config.size = sizeof(numbers);
		memcpy(key_config.u, numbers, sizeof(numbers));
		break;
	case 0x1101:	/* keys 1 to 88 */
		key_config.size = 11;
		memset(key_config.u, 0xff, 11);
		break;
	case 0x1103: case 0x1111:	/* the axis 0, and the LEDs 0 to 2 */
		key_config.size = 1;
		key_config.u[0] = part == 0x1103 ? 1 : 7;
		break;
	case 0x1200:
		key_config.size = sizeof(axis);
		memcpy(key_config.u, axis, sizeof(axis));
	}
	if (evil == EVIL_CONFIG && part != 0x1114 /* no repetition of keys */) {
		key_config.size = 0xff;
		memset(key_config.u, 0xff, sizeof(key_config.u));
	}
}

static unsigned long virtio_model_read(unsigned long offset, unsigned int size)
{
	unsigned long value = 0;

	host_lock(&device_lock);
	if (device_id == DEVICE_INPUT && offset >= CONFIG &&
	    offset + size <= CONFIG + sizeof(key_config))
		memcpy(&value, (char *)&key_config + (offset - CONFIG), size);
	else if (device_id != DEVICE_INPUT && offset >= CONFIG &&
		 offset + size <= CONFIG + sizeof(config))
		memcpy(&value, (char *)&config + (offset - CONFIG), size);
	else if (size == 4)
		value = virtio_model_read_register(offset);
	host_unlock(&device_lock);
	return value;
}

static void virtio_model_write(unsigned long offset, unsigned int size, unsigned long value)
{
	host_lock(&device_lock);
	if (device_id == DEVICE_INPUT && size == 1 && offset - CONFIG < 2) {
		((unsigned char *)&key_config)[offset - CONFIG] = (unsigned char)value;
		select_key_config();
	} else if (size == 4) {
		virtio_model_write_register(offset, (unsigned int)value);
	}
	host_unlock(&device_lock);
}

/* ---- requests; called in the device's thread with device_lock held --------------------------- */

static unsigned short load16(unsigned long pa)
{
	unsigned short value = 0;

	host_dma_read(pa, &value, sizeof(value));
	return value;
}

static void store16(unsigned long pa, unsigned short value)
{
	host_dma_write(pa, &value, sizeof(value));
}

/* Read sectors into a buffer of the request.  Returns the status byte of the request. */
static unsigned char transfer(const struct desc *part, unsigned long *sector, unsigned int size)
{
	static char data[REQUEST_MAX];

	if (size > sizeof(data) || size % config.block_size ||
	    *sector * SECTOR % config.block_size || *sector + size / SECTOR > config.nr_sectors)
		return 1;
	if (pread(disk_file, data, size, (off_t)(*sector * SECTOR)) != (ssize_t)size)
		return 1;
	*sector += size / SECTOR;
	return host_dma_write(part->addr, data, size) ? 0 : 1;
}

/* Fill a buffer with numbers.  Returns the number of bytes. */
static unsigned int serve_numbers(const struct queue *q, unsigned int head)
{
	static unsigned long state = 1;
	unsigned char data[256];
	struct desc part;

	if (head >= q->num || !host_dma_read(q->desc_at + 16UL * head, &part, sizeof(part)))
		return 0;
	if (evil == EVIL_SHORT || part.size > sizeof(data))
		part.size = evil == EVIL_SHORT ? 1 : sizeof(data);
	for (unsigned int i = 0; i < part.size; i++) {
		state = state * 6364136223846793005UL + 1442695040888963407UL;
		data[i] = (unsigned char)(state >> 56);
	}
	return host_dma_write(part.addr, data, part.size) ? part.size : 0;
}

/*
 * Serve a request of a disk, which is a chain of a header, data buffers and a status byte.  Returns
 * the number of bytes written.
 */
static unsigned int serve_sectors(const struct queue *q, unsigned int head)
{
	struct { unsigned int type, reserved; unsigned long sector; } header = { 0 };
	unsigned int written = 0, index = head;
	unsigned char result = 0;
	struct desc part;

	for (unsigned int n = 0; n < q->num; n++, index = part.next) {
		if (index >= q->num ||
		    !host_dma_read(q->desc_at + 16UL * index, &part, sizeof(part)))
			return written;
		if (!(part.flags & DESC_WRITE)) {
			host_dma_read(part.addr, &header, sizeof(header));
			continue;
		}
		if (!(part.flags & DESC_NEXT))
			break;
		if (evil == EVIL_SHORT && part.size >= config.block_size)
			part.size -= config.block_size;
		result = header.type ? 2 : transfer(&part, &header.sector, part.size);
		written += result ? 0 : part.size;
	}
	if (evil != EVIL_STATUS)
		host_dma_write(part.addr, &result, 1);
	return written + 1;
}

/* An event of an input device (5.8.6). */
struct key_event { unsigned short type, code; unsigned int value; };

static struct key_event led_echo;	/* sent for an LED, if its type is not 0 */

/* Store the next event of the keyboard in a buffer.  Returns the number of bytes. */
static unsigned int serve_key(const struct queue *q, unsigned int head)
{
	static unsigned int step;
	struct key_event event = { .type = 1, .code = 30, .value = !(step & 2) };
	struct desc part;

	if (head >= q->num || !host_dma_read(q->desc_at + 16UL * head, &part, sizeof(part)))
		return 0;
	if (step & 1)
		event = (struct key_event){ 0 };
	else if (led_echo.type)
		event = led_echo;
	if (!(step & 1) && led_echo.type)
		led_echo.type = 0;
	else
		step++;
	if (evil == EVIL_CONFIG)
		event = (struct key_event){ .type = (unsigned short)(step * 7),
					    .code = (unsigned short)(step * 31), .value = step };
	if (evil == EVIL_SHORT || part.size > sizeof(event))
		part.size = evil == EVIL_SHORT ? 1 : sizeof(event);
	return host_dma_write(part.addr, &event, part.size) ? part.size : 0;
}

/* Read a status event, which is an LED. */
static void serve_led(const struct queue *q, unsigned int head)
{
	struct key_event event;
	struct desc part;

	if (head < q->num && host_dma_read(q->desc_at + 16UL * head, &part, sizeof(part)) &&
	    part.size >= sizeof(event) && host_dma_read(part.addr, &event, sizeof(event)) &&
	    event.type == 0x11 && event.code < 3)
		led_echo = (struct key_event){ .type = 1, .code = (unsigned short)(59 + event.code),
					       .value = event.value };
}

static unsigned int serve_request(const struct queue *q, unsigned int head)
{
	if (device_id == DEVICE_DISK)
		return serve_sectors(q, head);
	if (device_id == DEVICE_RNG)
		return serve_numbers(q, head);
	if (q == &queues[0])
		return serve_key(q, head);
	serve_led(q, head);
	return 0;
}

static void virtio_model_push(struct queue *q, unsigned int id, unsigned int written)
{
	unsigned int entry[2] = { id, written };

	if (evil == EVIL_ID)
		entry[0] = 0xdead;
	if (evil == EVIL_LENGTH)
		entry[1] = 0x7fffffff;
	host_dma_write(q->used_at + 4 + 8UL * (q->used_idx % q->num), entry, sizeof(entry));
	q->used_idx++;
}

static int wants_interrupt(const struct queue *q, unsigned short old)
{
	unsigned short event;

	if (!(driver_features & F_EVENT_IDX))
		return !(load16(q->avail_at) & 1);
	event = load16(q->avail_at + 4 + 2UL * q->num);
	return (unsigned short)(q->used_idx - event - 1) < (unsigned short)(q->used_idx - old);
}

/* Serve one request.  Returns 0 if the queue is empty. */
static int serve_next(struct queue *q)
{
	unsigned short old = q->used_idx;
	unsigned int head;

	if (!(status & 4) || !q->ready || !q->num || q->avail_seen == load16(q->avail_at + 2))
		return 0;
	head = load16(q->avail_at + 4 + 2UL * (q->avail_seen % q->num));
	q->avail_seen++;
	if (driver_features & F_EVENT_IDX)
		store16(q->used_at + 4 + 8UL * q->num, q->avail_seen);
	if (evil == EVIL_SILENT || evil == EVIL_RESET)
		return 1;
	virtio_model_push(q, head, serve_request(q, head));
	if (evil == EVIL_TWICE)
		virtio_model_push(q, head, 1);
	if (evil == EVIL_INDEX)
		q->used_idx = (unsigned short)(q->used_idx + 100);
	store16(q->used_at + 2, q->used_idx);
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	if (evil || wants_interrupt(q, old)) {
		interrupt_status |= 1;
		host_line_set(HOST_DISK_LINE, 1);
	}
	return 1;
}

/* Serve all requests, except for events of the keyboard, of which one is sent with @tick. */
static void serve_all(int tick)
{
	struct queue *q = device_id == DEVICE_INPUT ? &queues[1] : &queues[0];
	int more;

	do {
		host_lock(&device_lock);
		more = serve_next(q);
		host_unlock(&device_lock);
	} while (more);
	if (tick) {
		host_lock(&device_lock);
		serve_next(&queues[0]);
		host_unlock(&device_lock);
	}
}

static void *virtio_model_thread(void *arg)
{
	static const struct timespec interval = { .tv_nsec = 4000000 };
	const struct timespec *limit = device_id == DEVICE_INPUT ? &interval : NULL;
	unsigned int seen = 0, now;

	(void)arg;
	for (;;) {
		int tick = 0;

		now = __atomic_load_n(&kicks, __ATOMIC_SEQ_CST);
		if (now == seen) {
			tick = syscall(SYS_futex, &kicks, 128 /* FUTEX_WAIT_PRIVATE */, seen, limit,
				       NULL, 0) == -1 && errno == ETIMEDOUT;
			if (!tick)
				continue;
		}
		seen = now;
		serve_all(tick);
	}
	return NULL;
}

/* ---- start ----------------------------------------------------------------------------------- */

int host_disk_option(const char *name, const char *value)
{
	if (!strcmp(name, "-virtio")) {
		device_id = strcmp(value, "input") ? DEVICE_RNG : DEVICE_INPUT;
		return !strcmp(value, "rng") || device_id == DEVICE_INPUT;
	}
	if (!strcmp(name, "-disk-version")) {
		version = value[0] == '1' ? 1 : 2;
		return (value[0] == '1' || value[0] == '2') && !value[1];
	}
	if (!strcmp(name, "-disk-block")) {
		config.block_size = (unsigned int)strtoul(value, NULL, 10);
		return config.block_size > 0;
	}
	for (unsigned int i = EVIL_ID; i <= EVIL_CONFIG; i++) {
		if (!strcmp(value, evil_names[i])) {
			evil = (enum evil)i;
			return 1;
		}
	}
	return 0;
}

void host_virtio_start(const char *path, int noncoherent)
{
	static const struct host_device device = {
		.base = HOST_DISK_BASE, .size = HOST_DISK_SIZE, .read = virtio_model_read,
		.write = virtio_model_write,
	};
	pthread_t thread;
	struct stat st;

	if (device_id == DEVICE_DISK) {
		disk_file = open(path, O_RDONLY | O_CLOEXEC);
		if (disk_file < 0 || fstat(disk_file, &st))
			host_die(path);
		config.nr_sectors = (unsigned long)st.st_size / SECTOR;
	} else {
		memset(&config, 0, sizeof(config));
	}
	platform_feature = noncoherent ? F_ACCESS_PLATFORM : 0;
	host_device_add(&device);
	errno = pthread_create(&thread, NULL, virtio_model_thread, NULL);
	if (errno)
		host_die("thread of the virtio device");
}
