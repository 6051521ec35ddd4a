// SPDX-License-Identifier: BSD-2-Clause
/*
 * Hardware random number generators: see <linux/hw_random.h>.
 *
 * Locking: sources_lock protects the list of generators, which is sorted by quality, and is held
 * while init() runs.  A read function is called with rng->reading held, and without sources_lock,
 * because it may wait for its device for ever.  hwrng_unregister() removes the generator from the
 * list and then takes rng->reading.  A reader finds the generator and takes its mutex with
 * sources_lock held.  If another reader has the mutex, it does not wait, so that no thread waits
 * for a device with sources_lock held.
 */

#define pr_fmt(fmt) "hwrng: " fmt

#include <linux/delay.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/hw_random.h>
#include <linux/jiffies.h>
#include <linux/kstrtox.h>
#include <linux/kthread.h>
#include <linux/printk.h>
#include <linux/random.h>
#include <linux/string.h>
#include <linux/wait.h>
#include <quarry/shell.h>

/*
 * Drivers may store words, and may expect space for at least 32 bytes, as those of Linux do.  So
 * each read has this buffer, and a caller that needs fewer bytes discards the rest.
 */
#define READ_SIZE	64

struct hwrng_buffer {
	u8 bytes[READ_SIZE] __aligned(sizeof(u64));
};

#define READ_INTERVAL	(60 * HZ)

static LIST_HEAD(sources);
static DEFINE_MUTEX(sources_lock);
static struct task_struct *reader;	/* the thread, which runs while there are generators */
static DECLARE_WAIT_QUEUE_HEAD(changed);
static bool news;			/* a generator was added */

/* Read a locked generator.  Returns the number of bytes, or a negative error. */
static int hwrng_fill(struct hwrng *rng, struct hwrng_buffer *buf)
{
	int n;

	if (rng->read)
		n = rng->read(rng, buf->bytes, READ_SIZE, true);
	else if (!rng->data_present || rng->data_present(rng, true))
		n = rng->data_read(rng, (u32 *)buf->bytes);
	else
		n = 0;
	if (n > READ_SIZE) {
		pr_err("%s: returned %d bytes, %d were requested: not used\n", rng->name, n,
		       READ_SIZE);
		return -EIO;
	}
	if (n > 0)
		WRITE_ONCE(rng->bytes, rng->bytes + (unsigned int)n);
	return n;
}

/*
 * Find a generator that no other thread reads, and lock it: the one with this name, or the best one
 * if @name is NULL.  Returns ERR_PTR(-ENODEV) if no generator matches, or ERR_PTR(-EBUSY) if other
 * threads read all that match.
 */
static struct hwrng *hwrng_lock(const char *name)
{
	struct hwrng *rng, *found = ERR_PTR(-ENODEV);

	mutex_lock(&sources_lock);
	list_for_each_entry(rng, &sources, list) {
		if (name && strcmp(rng->name, name))
			continue;
		if (mutex_trylock(&rng->reading)) {
			found = rng;
			break;
		}
		found = ERR_PTR(-EBUSY);
	}
	mutex_unlock(&sources_lock);
	return found;
}

/* Read from the best generator that no other thread reads.  Returns the quality, or 0. */
static unsigned int hwrng_read_best(struct hwrng_buffer *buf, int *size)
{
	struct hwrng *rng = hwrng_lock(NULL);
	unsigned int quality;

	if (IS_ERR(rng))
		return 0;
	*size = hwrng_fill(rng, buf);
	quality = rng->quality;
	mutex_unlock(&rng->reading);
	return quality;
}

static int reader_main(void *unused)
{
	struct hwrng_buffer buf;

	while (!kthread_should_stop()) {
		int size = 0;
		unsigned int quality;

		WRITE_ONCE(news, false);
		quality = hwrng_read_best(&buf, &size);
		if (size > 0)
			add_hwgenerator_randomness(buf.bytes, (size_t)size,
						   (size_t)size * 8 * quality / 1024, false);
		memzero_explicit(&buf, sizeof(buf));
		wait_event_interruptible_timeout(changed, READ_ONCE(news) || kthread_should_stop(),
						 READ_INTERVAL);
	}
	return 0;
}

/* Create the thread, unless it is there.  Returns 0 or a negative error. */
static int __start_reader(void)
{
	struct task_struct *task = reader ? reader : kthread_run(reader_main, NULL, "hwrng");

	if (IS_ERR(task))
		return PTR_ERR(task);
	reader = task;
	return 0;
}

static bool __source_exists(const char *name)
{
	struct hwrng *rng;

	list_for_each_entry(rng, &sources, list) {
		if (!strcmp(rng->name, name))
			return true;
	}
	return false;
}

/* Insert a generator after those of at least the same quality. */
static void __insert_source(struct hwrng *rng)
{
	struct list_head *at = &sources;
	struct hwrng *other;

	list_for_each_entry(other, &sources, list) {
		if (other->quality < rng->quality) {
			at = &other->list;
			break;
		}
	}
	list_add_tail(&rng->list, at);
}

int hwrng_register(struct hwrng *rng)
{
	int err;

	if (!rng || !rng->name || (!rng->read && !rng->data_read))
		return -EINVAL;
	mutex_init(&rng->reading);
	init_completion(&rng->dying);
	INIT_LIST_HEAD(&rng->list);
	rng->bytes = 0;
	if (!rng->quality || rng->quality > 1024)
		rng->quality = 1024;
	mutex_lock(&sources_lock);
	err = __source_exists(rng->name) ? -EEXIST : rng->init ? rng->init(rng) : 0;
	if (!err) {
		err = __start_reader();
		if (!err)
			__insert_source(rng);
		else if (rng->cleanup)
			rng->cleanup(rng);
	}
	mutex_unlock(&sources_lock);
	if (err) {
		pr_err("%s: not registered: error %d\n", rng->name, err);
		return err;
	}
	WRITE_ONCE(news, true);
	wake_up(&changed);
	return 0;
}

void hwrng_unregister(struct hwrng *rng)
{
	struct task_struct *unused = NULL;

	mutex_lock(&sources_lock);
	list_del_init(&rng->list);
	if (list_empty(&sources))
		swap(unused, reader);
	mutex_unlock(&sources_lock);
	complete_all(&rng->dying);
	if (unused)
		kthread_stop(unused);
	mutex_lock(&rng->reading);
	if (rng->cleanup)
		rng->cleanup(rng);
	mutex_unlock(&rng->reading);
}

static void unregister_managed_hwrng(struct device *dev, void *res)
{
	hwrng_unregister(*(struct hwrng **)res);
}

static int is_managed(struct device *dev, void *res, void *rng)
{
	return *(struct hwrng **)res == rng;
}

int devm_hwrng_register(struct device *dev, struct hwrng *rng)
{
	struct hwrng **res = devres_alloc(unregister_managed_hwrng, sizeof(*res), GFP_KERNEL);
	int err;

	if (!res)
		return -ENOMEM;
	err = hwrng_register(rng);
	if (err) {
		devres_free(res);
		return err;
	}
	*res = rng;
	devres_add(dev, res);
	return 0;
}

void devm_hwrng_unregister(struct device *dev, struct hwrng *rng)
{
	WARN(devres_release(dev, unregister_managed_hwrng, is_managed, rng),
	     "%s: the generator %s is not managed\n", dev_name(dev), rng->name);
}

long hwrng_msleep(struct hwrng *rng, unsigned int msecs)
{
	return wait_for_completion_interruptible_timeout(&rng->dying, msecs_to_jiffies(msecs) + 1);
}

long hwrng_yield(struct hwrng *rng)
{
	return wait_for_completion_interruptible_timeout(&rng->dying, 1);
}

/* ---- the command ----------------------------------------------------------------------------- */

static int hwrng_list(void)
{
	struct hwrng *rng;

	console_printf("name                  quality  bytes read\n");
	mutex_lock(&sources_lock);
	list_for_each_entry(rng, &sources, list)
		console_printf("%-20s  %7u  %10llu\n", rng->name, rng->quality,
			       (unsigned long long)READ_ONCE(rng->bytes));
	mutex_unlock(&sources_lock);
	return 0;
}

/* Lock a generator like hwrng_lock(), but wait for 2 seconds while it is in use. */
static struct hwrng *hwrng_wait(const char *name)
{
	struct hwrng *rng = hwrng_lock(name);

	for (int i = 0; i < 200 && rng == ERR_PTR(-EBUSY); i++) {
		msleep(10);
		rng = hwrng_lock(name);
	}
	return rng;
}

static void hwrng_print_error(const char *name, const struct hwrng *rng, int err)
{
	console_printf("%s: ", name ? name : "hwrng");
	if (!IS_ERR(rng))
		console_printf("no data: error %d\n", err);
	else if (PTR_ERR(rng) == -EBUSY)
		console_printf("in use, and its device does not answer\n");
	else
		console_printf("there is no such generator\n");
}

/* Print bytes in rows of 16, however few the driver returns at a time. */
static int hwrng_print(const char *name, unsigned int size)
{
	struct hwrng_buffer buf;
	unsigned int done = 0;

	while (done < size) {
		struct hwrng *rng = hwrng_wait(name);
		int n = IS_ERR(rng) ? 0 : hwrng_fill(rng, &buf);

		if (!IS_ERR(rng))
			mutex_unlock(&rng->reading);
		if (n <= 0) {
			if (done % 16)
				console_printf("\n");
			hwrng_print_error(name, rng, n);
			return 1;
		}
		for (int i = 0; i < n && done < size; i++) {
			done++;
			console_printf("%02x%s", buf.bytes[i], done % 16 && done < size ? " " : "\n");
		}
	}
	return 0;
}

static int cmd_hwrng(int argc, char **argv)
{
	unsigned int size;

	if (argc == 1)
		return hwrng_list();
	if (kstrtouint(argv[1], 0, &size)) {
		console_printf("%s: not a number of bytes\n", argv[1]);
		return 1;
	}
	return hwrng_print(argc > 2 ? argv[2] : NULL, size);
}
SHELL_COMMAND(hwrng, "hwrng", "[bytes [name]]", "list random number generators, or read one", cmd_hwrng);
