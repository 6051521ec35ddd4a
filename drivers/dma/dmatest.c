// SPDX-License-Identifier: BSD-2-Clause
/*
 * The command dmatest: test whether DMA works on this board.
 *
 * The test copies with each channel of an engine, in several threads at the same time, and compares
 * all data:
 *
 *	coherent	buffers of dma_alloc_coherent(), which the CPU writes before a copy and
 *			reads after
 *	streaming	mapped buffers: every alignment of source and destination within a cache
 *			line.  The bytes before and after the destination must not change
 *	memory		all free RAM: the engine writes each piece with data that depends on its
 *			address.  When all pieces are written, the CPU and the engine read each
 *			piece, which detects address lines without effect.  Memory that the engine
 *			cannot address is copied through bounce buffers, which are counted
 *	speed		64 KiB at a time, mapped for each copy
 *
 * The test checks what the device tree says about coherence.  On a coherent engine, the passes
 * above do this, because no cache is maintained.  On another engine, the test first copies without
 * cache maintenance: if all these copies are right, the engine may be coherent.
 *
 * The registers of an engine are accessed for the first time when the test requests the engine's
 * first channel.
 */

#include <linux/atomic.h>
#include <linux/completion.h>
#include <linux/dma-mapping.h>
#include <linux/dmaengine.h>
#include <linux/kernel.h>
#include <linux/kstrtox.h>
#include <linux/kthread.h>
#include <linux/ktime.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/of.h>
#include <linux/prandom.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <quarry/console.h>
#include <quarry/shell.h>

#define MAX_ENGINES	32
#define ENGINE_NAME_SIZE 48
#define MAX_CHANS	32
#define MAX_THREADS	64
#define PIECE		SZ_64K		/* bytes of a worker's buffers */
#define TIMEOUT		(2 * HZ)	/* for one copy */
#define ENOUGH		16		/* failures after which the test ends */
#define STALE_COPIES	32
#define CTRL_C		3

struct worker;

struct dmatest {
	struct dma_device *dma;
	struct device *dev;
	struct dma_chan *chans[MAX_CHANS];
	unsigned int nr_chans, nr_threads;
	void (*pass)(struct worker *w);		/* current pass of the workers */
	const char *pass_name;
	struct page *blocks[NR_PAGE_ORDERS];	/* blocks under test, linked by page->private */
	u64 memory;				/* bytes of this memory */

	spinlock_t lock;			/* protects the members below */
	u64 copies, bytes, in_pass, failures;	/* in_pass: bytes copied in the current pass */
	bool stop, without_interrupt;
	bool stuck;				/* true if a channel does not stop */
	char first[192];			/* message of the first failure */
};

struct worker {
	struct dmatest *t;
	unsigned int index;
	struct dma_chan *chan;
	struct completion copied, ended;
	bool failed;				/* result of the current copy */
	struct rnd_state random;
	u8 *src, *dst;				/* PIECE bytes each */
};


/* ---- one copy -------------------------------------------------------------------------------- */

static void dmatest_fail(struct worker *w, const char *fmt, ...) __printf(2, 3);

static void dmatest_fail(struct worker *w, const char *fmt, ...)
{
	struct dmatest *t = w->t;
	char text[128];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	spin_lock(&t->lock);
	if (!t->failures++)
		snprintf(t->first, sizeof(t->first), "%s, %s: %s", t->pass_name,
			 dma_chan_name(w->chan), text);
	if (t->failures >= ENOUGH)
		t->stop = true;
	spin_unlock(&t->lock);
}

static bool stopped(const struct worker *w)
{
	return READ_ONCE(w->t->stop);
}

static void copied(void *param, const struct dmaengine_result *result)
{
	struct worker *w = param;

	w->failed = result->result != DMA_TRANS_NOERROR;
	complete(&w->copied);
}

/*
 * Submit a copy and wait for its end.  If the copy does not end, drop all copies of the channel and
 * return false.
 */
static bool dmatest_submit_and_wait(struct worker *w, struct dma_async_tx_descriptor *tx)
{
	struct dmatest *t = w->t;
	dma_cookie_t cookie;

	reinit_completion(&w->copied);
	tx->callback_result = copied;
	tx->callback_param = w;
	cookie = dmaengine_submit(tx);
	dma_async_issue_pending(w->chan);
	if (!READ_ONCE(t->without_interrupt) && wait_for_completion_timeout(&w->copied, TIMEOUT))
		return true;
	dma_sync_wait(w->chan, cookie);
	if (dmaengine_tx_status(w->chan, cookie, NULL) == DMA_IN_PROGRESS) {
		WRITE_ONCE(t->stop, true);
		if (dmaengine_terminate_sync(w->chan))
			WRITE_ONCE(t->stuck, true);
		return false;
	}
	/*
	 * The copy has ended.  The engine's work item calls the callback, unless another thread has
	 * dropped the copies of the channel.
	 */
	if (!wait_for_completion_timeout(&w->copied, TIMEOUT))
		return false;
	WRITE_ONCE(t->without_interrupt, true);
	return true;
}

static bool dmatest_copy(struct worker *w, dma_addr_t dst, dma_addr_t src, size_t len)
{
	struct dma_async_tx_descriptor *tx = dmaengine_prep_dma_memcpy(w->chan, dst, src, len, 0);
	struct dmatest *t = w->t;

	if (!tx) {
		dmatest_fail(w, "the engine refuses %zu bytes from %pad to %pad", len, &src, &dst);
		return false;
	}
	if (!dmatest_submit_and_wait(w, tx)) {
		dmatest_fail(w, "%zu bytes from %pad to %pad: timeout", len, &src, &dst);
		return false;
	}
	if (w->failed)
		dmatest_fail(w, "%zu bytes from %pad to %pad: the engine reports an error", len,
			     &src, &dst);
	spin_lock(&t->lock);
	t->copies++;
	t->bytes += len;
	spin_unlock(&t->lock);
	return !w->failed;
}

/*
 * Copy between buffers that are mapped for this copy, as drivers do.  @attrs are the attributes of
 * the mappings.
 */
static bool copy_mapped(struct worker *w, u8 *dst, u8 *src, size_t len, unsigned long attrs)
{
	struct device *dev = w->t->dev;
	dma_addr_t from = dma_map_single_attrs(dev, src, len, DMA_TO_DEVICE, attrs), to;
	bool done;

	if (dma_mapping_error(dev, from)) {
		dmatest_fail(w, "%zu bytes at %px cannot be mapped", len, src);
		return false;
	}
	to = dma_map_single_attrs(dev, dst, len, DMA_FROM_DEVICE, attrs);
	done = !dma_mapping_error(dev, to);
	if (done) {
		done = dmatest_copy(w, to, from, len);
		dma_unmap_single_attrs(dev, to, len, DMA_FROM_DEVICE, attrs);
	} else {
		dmatest_fail(w, "%zu bytes at %px cannot be mapped", len, dst);
	}
	dma_unmap_single_attrs(dev, from, len, DMA_TO_DEVICE, attrs);
	return done;
}

/* ---- contents -------------------------------------------------------------------------------- */

#define UNTOUCHED 0x5a

static u8 pattern(u32 seed, size_t i)
{
	return (u8)((seed + i) * 0x9d ^ i >> 8);
}

static void dmatest_fill(u8 *p, size_t len, u32 seed)
{
	for (size_t i = 0; i < len; i++)
		p[i] = pattern(seed, i);
}

/*
 * Check that the buffer has the copied data at offset @at, and that its other bytes have not
 * changed.
 */
static void dmatest_check(struct worker *w, const u8 *p, size_t size, size_t at, size_t len,
			  u32 seed)
{
	for (size_t i = 0; i < size; i++) {
		bool inside = i >= at && i - at < len;
		u8 want = inside ? pattern(seed, i - at) : UNTOUCHED;

		if (p[i] == want)
			continue;
		dmatest_fail(w, "%zu bytes to %px: byte %zd %s, %#x instead of %#x", len, p + at,
			     (ssize_t)(i - at), inside ? "is wrong" : "was overwritten", p[i],
			     want);
		return;
	}
}

/* Return the word that the test writes to a physical address. */
static u64 word_at(phys_addr_t pa)
{
	return (pa ^ 0x5bd1e995) * 0x9e3779b97f4a7c15ULL;
}

static void dmatest_fill_words(u64 *p, size_t len, phys_addr_t pa)
{
	for (size_t i = 0; i < len / sizeof(*p); i++)
		p[i] = word_at(pa + i * sizeof(*p));
}

static void check_words(struct worker *w, const u64 *p, size_t len, phys_addr_t pa, const char *by)
{
	for (size_t i = 0; i < len / sizeof(*p); i++, pa += sizeof(*p)) {
		if (p[i] == word_at(pa))
			continue;
		dmatest_fail(w, "%pa, read by the %s: %#llx instead of %#llx", &pa, by,
			     (unsigned long long)p[i], (unsigned long long)word_at(pa));
		return;
	}
}

/* ---- the passes; each worker calls them ------------------------------------------------------ */

#define COHERENT_SIZE	(2 * PAGE_SIZE)
#define COHERENT_COPIES	64

static void pass_coherent(struct worker *w)
{
	size_t step = 1UL << w->t->dma->copy_align;
	struct device *dev = w->t->dev;
	dma_addr_t src_addr, dst_addr;
	u8 *src = dma_alloc_coherent(dev, COHERENT_SIZE, &src_addr, GFP_KERNEL);
	u8 *dst = dma_alloc_coherent(dev, COHERENT_SIZE, &dst_addr, GFP_KERNEL);

	if (!src || !dst)
		dmatest_fail(w, "no coherent memory: 2 times %lu bytes", COHERENT_SIZE);
	for (u32 i = 0; src && dst && i < COHERENT_COPIES && !stopped(w); i++) {
		size_t len = round_up(1 + prandom_u32_below(&w->random, PAGE_SIZE), step);
		size_t from = round_down(prandom_u32_below(&w->random, PAGE_SIZE), step);
		size_t to = round_down(prandom_u32_below(&w->random, PAGE_SIZE), step);

		dmatest_fill(src + from, len, i);
		memset(dst, UNTOUCHED, COHERENT_SIZE);
		if (dmatest_copy(w, dst_addr + to, src_addr + from, len))
			dmatest_check(w, dst, COHERENT_SIZE, to, len, i);
	}
	if (src)
		dma_free_coherent(dev, COHERENT_SIZE, src, src_addr);
	if (dst)
		dma_free_coherent(dev, COHERENT_SIZE, dst, dst_addr);
}

static void pass_streaming(struct worker *w)
{
	size_t line = max(64, dma_get_cache_alignment()), size = 5 * line;
	size_t step = 1UL << w->t->dma->copy_align;

	for (size_t i = w->index * step; i < line; i += w->t->nr_threads * step) {
		for (size_t j = 0; j < line && !stopped(w); j += step) {
			size_t len = round_up(1 + prandom_u32_below(&w->random, (u32)(2 * line)),
					      step);
			u32 seed = (u32)(i * line + j);

			dmatest_fill(w->src + line + i, len, seed);
			memset(w->dst, UNTOUCHED, size);
			if (copy_mapped(w, w->dst + line + j, w->src + line + i, len, 0))
				dmatest_check(w, w->dst, size, line + j, len, seed);
		}
	}
}

/* Call @fn for each piece of memory that this worker tests. */
static void for_each_piece(struct worker *w, void (*fn)(struct worker *w, u8 *p, size_t len))
{
	struct dmatest *t = w->t;
	unsigned int n = 0;

	for (unsigned int order = 0; order < NR_PAGE_ORDERS; order++) {
		for (struct page *page = t->blocks[order]; page;
		     page = (struct page *)page_private(page)) {
			size_t size = PAGE_SIZE << order, len = min_t(size_t, size, PIECE);

			for (size_t at = 0; at < size && !stopped(w); at += len) {
				if (n++ % t->nr_threads != w->index)
					continue;
				fn(w, (u8 *)page_address(page) + at, len);
				spin_lock(&t->lock);
				t->in_pass += len;
				spin_unlock(&t->lock);
			}
		}
	}
}

static void write_piece(struct worker *w, u8 *p, size_t len)
{
	dmatest_fill_words((u64 *)w->src, len, __pa(p));
	copy_mapped(w, p, w->src, len, 0);
}

static void read_piece(struct worker *w, u8 *p, size_t len)
{
	check_words(w, (u64 *)p, len, __pa(p), "CPU");
	if (copy_mapped(w, w->dst, p, len, 0))
		check_words(w, (u64 *)w->dst, len, __pa(p), "engine");
}

static void pass_write(struct worker *w)
{
	for_each_piece(w, write_piece);
}

static void pass_read(struct worker *w)
{
	for_each_piece(w, read_piece);
}

static void pass_speed(struct worker *w)
{
	u64 end = ktime_get_ns() + NSEC_PER_SEC / 2;

	dmatest_fill(w->src, PIECE, 0);
	memset(w->dst, UNTOUCHED, PIECE);
	while (!stopped(w) && ktime_get_ns() < end && copy_mapped(w, w->dst, w->src, PIECE, 0))
		;
	if (!stopped(w))
		dmatest_check(w, w->dst, PIECE, 0, PIECE, 0);
}

/* ---- workers --------------------------------------------------------------------------------- */

static int work(void *arg)
{
	struct worker *w = arg;

	w->t->pass(w);
	complete(&w->ended);
	return 0;
}

/* End the test if Control-C was typed. */
static void look_at_keys(struct dmatest *t)
{
	while (console_has_input()) {
		if (console_getc() == CTRL_C)
			WRITE_ONCE(t->stop, true);
	}
}

static void show_progress(struct dmatest *t)
{
	u64 bytes;

	look_at_keys(t);
	spin_lock(&t->lock);
	bytes = t->in_pass;
	spin_unlock(&t->lock);
	if (bytes)
		console_printf("dmatest: %s: %llu of %llu MiB\n", t->pass_name,
			       (unsigned long long)(bytes >> 20),
			       (unsigned long long)(t->memory >> 20));
}

/* Run a pass in all workers at once.  Returns its duration in ns. */
static u64 run_pass(struct dmatest *t, struct worker *workers, const char *name,
		    void (*pass)(struct worker *w))
{
	u64 start = ktime_get_ns();
	unsigned int n;

	if (t->stop)
		return 0;
	t->pass = pass;
	t->pass_name = name;
	t->in_pass = 0;
	for (n = 0; n < t->nr_threads; n++) {
		reinit_completion(&workers[n].ended);
		if (IS_ERR(kthread_run(work, &workers[n], "dmatest/%u", n)))
			break;
	}
	if (n < t->nr_threads)
		dmatest_fail(&workers[n], "no memory for %u threads", t->nr_threads);
	while (n--) {
		while (!wait_for_completion_timeout(&workers[n].ended, 2 * HZ))
			show_progress(t);
	}
	look_at_keys(t);
	return ktime_get_ns() - start;
}

/* Allocate up to @limit bytes of free memory for the test, but leave at least 1/16 of RAM free. */
static void take_memory(struct dmatest *t, u64 limit)
{
	unsigned long left = max(totalram_pages() / 16, SZ_4M / PAGE_SIZE);

	for (int order = MAX_PAGE_ORDER; order >= 0; order--) {
		while (nr_free_pages() > left + (1UL << order) &&
		       t->memory + (PAGE_SIZE << order) <= limit) {
			struct page *page = alloc_pages(GFP_KERNEL | __GFP_NORETRY | __GFP_NOWARN,
							(unsigned int)order);

			if (!page)
				break;
			set_page_private(page, (unsigned long)t->blocks[order]);
			t->blocks[order] = page;
			t->memory += PAGE_SIZE << order;
		}
	}
}

static void give_memory_back(struct dmatest *t)
{
	for (unsigned int order = 0; order < NR_PAGE_ORDERS; order++) {
		for (struct page *page = t->blocks[order], *next; page; page = next) {
			next = (struct page *)page_private(page);
			set_page_private(page, 0);
			__free_pages(page, order);
		}
	}
}

/*
 * Copy without cache maintenance, and return the number of copies that the CPU reads wrongly.
 * Returns -1 if a copy fails, or if bounce buffers were used, which makes the test meaningless.
 * Each copy is then repeated with cache maintenance.
 */
static int count_stale(struct worker *w)
{
	struct device *dev = w->t->dev;
	unsigned long bounced = dev->dma_copied;
	int stale = 0;

	w->t->pass_name = "without cache maintenance";
	for (u32 i = 0; i < STALE_COPIES && !stopped(w); i++) {
		memset(w->dst, UNTOUCHED, PAGE_SIZE);
		dmatest_fill(w->src, PAGE_SIZE, i);
		if (!copy_mapped(w, w->dst, w->src, PAGE_SIZE, DMA_ATTR_SKIP_CPU_SYNC))
			return -1;
		for (size_t j = 0; j < PAGE_SIZE; j++) {
			if (w->dst[j] != pattern(i, j)) {
				stale++;
				break;
			}
		}
		copy_mapped(w, w->dst, w->src, PAGE_SIZE, 0);
	}
	return dev->dma_copied == bounced ? stale : -1;
}

/* ---- the report ------------------------------------------------------------------------------ */

#define say(name, fmt, ...) console_printf("dmatest: %s" fmt "\n", name, ##__VA_ARGS__)

static void say_coherence(const struct dmatest *t, int stale)
{
	const char *name = dev_name(t->dev);

	if (t->dev->dma_coherent && t->failures)
		say(name,
		    " is coherent according to the device tree.  If the errors change from run to run, "
		    "\"dma-noncoherent\" may be missing there");
	else if (t->dev->dma_coherent)
		say(name, " is coherent, as the device tree says");
	else if (stale > 0)
		say(name,
		    " is not coherent, as the device tree says: without cache maintenance %d of %d "
		    "copies are wrong",
		    stale, STALE_COPIES);
	else if (!stale)
		say(name,
		    " is not coherent according to the device tree, but %d copies without cache "
		    "maintenance were right: it may be coherent",
		    STALE_COPIES);
	else
		say(name, " is not coherent according to the device tree");
}

static void say_result(const struct dmatest *t, unsigned long bounced, u64 speed)
{
	const char *name = dev_name(t->dev);

	if (t->without_interrupt)
		say(name, ": no interrupt at the end of a copy: check \"interrupts\" in its node");
	if (t->failures)
		say(name, ": the first failure: %s", t->first);
	if (t->stuck)
		say(name, ": it may still write: the memory of the test is not freed");
	say(name,
	    ": DMA %s: %u channels, %u threads, %llu copies of %llu KiB in all, %lu buffers bounced, "
	    "%llu failures; %llu MB/s",
	    t->failures ? "FAILS"
	    : t->stop	? "was not fully tested"
			: "works",
	    t->nr_chans, t->nr_threads, (unsigned long long)t->copies,
	    (unsigned long long)(t->bytes >> 10), bounced, (unsigned long long)t->failures,
	    (unsigned long long)speed);
}

/* ---- an engine ------------------------------------------------------------------------------- */

static void run_passes(struct dmatest *t, struct worker *workers, u64 limit)
{
	unsigned long bounced = t->dev->dma_copied;
	int stale = t->dev->dma_coherent ? 0 : count_stale(&workers[0]);
	u64 bytes, ns;

	run_pass(t, workers, "coherent buffers", pass_coherent);
	run_pass(t, workers, "streaming buffers", pass_streaming);
	take_memory(t, limit);
	run_pass(t, workers, "writing memory", pass_write);
	run_pass(t, workers, "reading memory", pass_read);
	if (!t->stuck)
		give_memory_back(t);
	bounced = t->dev->dma_copied - bounced;
	bytes = t->bytes;
	ns = run_pass(t, workers, "speed", pass_speed);
	say_coherence(t, stale);
	say_result(t, bounced, ns ? (t->bytes - bytes) * 1000 / ns : 0);
}

static void free_workers(const struct dmatest *t, struct worker *workers)
{
	for (unsigned int i = 0; workers && i < t->nr_threads; i++) {
		kfree(workers[i].src);
		kfree(workers[i].dst);
	}
	kfree(workers);
}

static struct worker *alloc_workers(struct dmatest *t)
{
	struct worker *workers = kcalloc(t->nr_threads, sizeof(*workers), GFP_KERNEL);
	bool all = workers;

	for (unsigned int i = 0; workers && i < t->nr_threads; i++) {
		struct worker *w = &workers[i];

		w->t = t;
		w->index = i;
		w->chan = t->chans[i % t->nr_chans];
		init_completion(&w->copied);
		init_completion(&w->ended);
		prandom_seed_state(&w->random, i);
		w->src = kmalloc(PIECE, GFP_KERNEL);
		w->dst = kmalloc(PIECE, GFP_KERNEL);
		all &= w->src && w->dst;
	}
	if (all)
		return workers;
	free_workers(t, workers);
	return NULL;
}

static bool is_of(struct dma_chan *chan, void *name)
{
	return !strcmp(dev_name(chan->device->dev), name);
}

/* Request all free channels of the engine. */
static void request_channels(struct dmatest *t, char *engine)
{
	dma_cap_mask_t mask;

	dma_cap_zero(mask);
	dma_cap_set(DMA_MEMCPY, mask);
	while (t->nr_chans < MAX_CHANS) {
		struct dma_chan *chan = dma_request_channel(mask, is_of, engine);

		if (!chan)
			break;
		t->chans[t->nr_chans++] = chan;
		t->dma = chan->device;
		t->dev = chan->device->dev;
	}
}

/* Test an engine.  Returns 0, or 1 if the test failed or was not completed. */
static int test_engine(char *engine, unsigned int nr_threads, u64 limit)
{
	struct dmatest *t = kzalloc(sizeof(*t), GFP_KERNEL);
	struct worker *workers = NULL;
	int ret = 1;

	if (!t) {
		console_printf("dmatest: no memory\n");
		return 1;
	}
	spin_lock_init(&t->lock);
	say(engine, ": if the output stops here, firmware has not enabled the clock");
	request_channels(t, engine);
	if (t->nr_chans) {
		t->nr_threads = nr_threads ? nr_threads : max(t->nr_chans, num_online_cpus());
		workers = alloc_workers(t);
	}
	if (workers) {
		run_passes(t, workers, limit);
		ret = t->failures || t->stop;
	} else {
		say(engine, ": %s",
		    t->nr_chans ? "no memory for its threads" : "no channel is free");
	}
	while (t->nr_chans)
		dma_release_channel(t->chans[--t->nr_chans]);
	if (!t->stuck)
		free_workers(t, workers);
	kfree(t);
	return ret;
}

/* ---- the command ----------------------------------------------------------------------------- */

struct engines {
	char names[MAX_ENGINES][ENGINE_NAME_SIZE];
	const char *wanted;	/* NULL: all */
	unsigned int nr;
	bool list;
};

static int note_engine(struct dma_device *dma, void *arg)
{
	const char *name = dev_name(dma->dev), *compatible = "(no device tree node)";
	struct engines *engines = arg;

	if (engines->wanted && strcmp(engines->wanted, name))
		return 0;
	if (dma->dev->of_node)
		of_property_read_string(dma->dev->of_node, "compatible", &compatible);
	if (engines->list)
		console_printf("%-28s %2u channels  %-12s mask %#llx  %s\n", name, dma->chancnt,
			       dma->dev->dma_coherent ? "coherent" : "not coherent",
			       (unsigned long long)dma_get_mask(dma->dev), compatible);
	if (engines->nr < MAX_ENGINES)
		strscpy(engines->names[engines->nr++], name, sizeof(engines->names[0]));
	return 0;
}

static int dmatest_usage(void)
{
	console_printf("dmatest: engine: one of \"dmatest -l\", or \"all\"; threads: 1 to %u; "
		       "MiB: memory to test\n",
		       MAX_THREADS);
	return 1;
}

static int cmd_dmatest(int argc, char **argv)
{
	struct engines engines = { 0 };
	unsigned int nr_threads = 0, mib = 0, operands = 0;
	int ret = 0;

	for (int i = 1; i < argc; i++) {
		if (!strcmp(argv[i], "-l"))
			engines.list = true;
		else if (!operands++)
			engines.wanted = strcmp(argv[i], "all") ? argv[i] : NULL;
		else if (kstrtouint(argv[i], 0, operands == 2 ? &nr_threads : &mib) ||
			 !(operands == 2 ? nr_threads : mib) || nr_threads > MAX_THREADS)
			return dmatest_usage();
	}
	dma_for_each_device(note_engine, &engines);
	if (!engines.nr) {
		console_printf("dmatest: there is no DMA engine%s%s with a driver\n",
			       engines.wanted ? " " : "", engines.wanted ? engines.wanted : "");
		return 1;
	}
	for (unsigned int i = 0; !engines.list && i < engines.nr; i++)
		ret |= test_engine(engines.names[i], nr_threads, mib ? (u64)mib << 20 : U64_MAX);
	return ret;
}
SHELL_COMMAND(dmatest, "dmatest", "[-l] [engine] [threads] [MiB]",
	      "test DMA engines by copying; -l: list the engines", cmd_dmatest);
