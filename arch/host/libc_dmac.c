// SPDX-License-Identifier: BSD-2-Clause
/*
 * The process as a machine: a DMA engine of the kind that -dmac selects, for tests of the drivers
 * in drivers/dma.  An overlay adds it to the device tree.
 *
 * The model is strict.  Registers accept only accesses of their own size.  If a channel is
 * programmed in a way that the databook does not permit, the channel stops with an error, or never
 * completes if this kind does not report errors.  A running channel is not started again.  Copies
 * run in a separate thread, and access RAM as devices see it.  Descriptors and programs are read
 * from this RAM, too.
 *
 * -dmac-fault simulates a defect:
 * dead   all registers read as 0, as without a clock
 * hang   the 100th copy and all later copies never complete
 * error  the 100th copy fails with an error, if the kind reports errors
 * flip   every 100th copy has a wrong bit in the middle of each 4 KiB
 * early  each copy is reported as complete before it is complete
 * mute   no interrupts
 * stuck  like hang, and no channel can be stopped any more
 * wrap   the engine uses only the low 27 bits of an address, as an offset in RAM
 *
 * Locking: dmac_lock protects everything except the copied data.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "host.h"
#include "libc.h"

#define NR_CHANNELS	4U
#define MAX_WIDTH	3U		/* log2 of 8 bytes */
#define CHUNK		4096UL
#define BROKEN_COPY	100UL

struct model {
	const char *name;
	/* The functions are called with dmac_lock held. */
	unsigned long (*read)(unsigned long at, unsigned int size);
	void (*write)(unsigned long at, unsigned int size, unsigned long value);
	int (*interrupts)(void);
	/* Called when the copy that dmac_model_start_job() started has completed. */
	void (*end)(unsigned int channel, int failed);
};

/* States of a copy, for the member `running`.  0 means that the channel has no copy. */
enum { WAITS = 1, TAKEN };

struct job {
	unsigned long src, dst, size;
	int running, failed;		/* failed: 1 to report an error instead of copying */
};

static const char *const faults[] = { "dead",  "hang", "error", "flip",
				      "early", "mute", "stuck", "wrap" };
enum fault { NONE, DEAD, HANG, FAIL, FLIP, EARLY, MUTE, STUCK, WRAP };

static const struct model *model;
static enum fault fault;
static unsigned int regs[HOST_DMAC_SIZE / 4];	/* last written values, by offset / 4 */
static struct job jobs[NR_CHANNELS];
static unsigned long nr_copies;
static int dmac_lock;
static sem_t work;

static unsigned long reg64(unsigned long at)
{
	return regs[at / 4] | (unsigned long)regs[at / 4 + 1] << 32;
}

static void dmac_model_start_job(unsigned int channel, unsigned long dst, unsigned long src,
				 unsigned long size, int failed)
{
	jobs[channel] = (struct job) {
		.src = src, .dst = dst, .size = size, .running = WAITS, .failed = failed,
	};
	sem_post(&work);
}

static void dmac_model_stop(unsigned int channel)
{
	if (fault != STUCK || nr_copies < BROKEN_COPY)
		jobs[channel].running = 0;
}

/* ---- DesignWare AXI -------------------------------------------------------------------------- */

enum { AXI_VERSION = 0x8, AXI_CFG = 0x10, AXI_CHEN = 0x18, AXI_CHANNEL = 0x100,
       AXI_SAR = 0x0, AXI_DAR = 0x8, AXI_BLOCK = 0x10, AXI_CTL = 0x18, AXI_CTL_HIGH = 0x1c,
       AXI_CH_CFG = 0x20,
       AXI_ENABLE = 0x80,
       AXI_STATUS = 0x88,
       AXI_SIGNAL = 0x90,
       AXI_CLEAR = 0x98
};
#define AXI_BLOCK_SIZE	0x800U		/* in beats; the overlay has the same value */
#define AXI_DONE	2U
#define AXI_BAD		(1U << 13)

static unsigned int axi_status[NR_CHANNELS];

static void axi_dmac_model_start(unsigned int channel)
{
	unsigned long at = AXI_CHANNEL + channel * 0x100UL;
	unsigned int ctl = regs[(at + AXI_CTL) / 4], width = ctl >> 8 & 7;
	unsigned long src = reg64(at + AXI_SAR), dst = reg64(at + AXI_DAR);
	unsigned long beats = regs[(at + AXI_BLOCK) / 4] + 1UL;
	int bad = (regs[AXI_CFG / 4] & 3) != 3 || width > MAX_WIDTH || width != (ctl >> 11 & 7) ||
		  beats > AXI_BLOCK_SIZE || (src | dst) % (1UL << width) || ctl & 0x55 ||
		  regs[(at + AXI_CTL_HIGH) / 4] || reg64(at + AXI_CH_CFG);

	dmac_model_start_job(channel, dst, src, beats << width, bad);
}

static unsigned long axi_read(unsigned long at, unsigned int size)
{
	unsigned int enabled = 0;

	if (at == AXI_VERSION)
		return 0x3130312a;
	for (unsigned int i = 0; at == AXI_CHEN && i < NR_CHANNELS; i++)
		enabled |= jobs[i].running ? 1U << i : 0;
	if (at == AXI_CHEN)
		return enabled;
	if (at >= AXI_CHANNEL && at % 0x100 == AXI_STATUS &&
	    (at - AXI_CHANNEL) / 0x100 < NR_CHANNELS)
		return axi_status[(at - AXI_CHANNEL) / 0x100];
	return size == 8 ? reg64(at) : regs[at / 4];
}

static void axi_write(unsigned long at, unsigned int size, unsigned long value)
{
	for (unsigned int i = 0; at == AXI_CHEN && i < NR_CHANNELS; i++) {
		if (!(value >> (8 + i) & 1))
			continue;
		if (!(value >> i & 1))
			dmac_model_stop(i);
		else if (!jobs[i].running)
			axi_dmac_model_start(i);
	}
	if (at >= AXI_CHANNEL && at % 0x100 == AXI_CLEAR &&
	    (at - AXI_CHANNEL) / 0x100 < NR_CHANNELS)
		axi_status[(at - AXI_CHANNEL) / 0x100] &= ~(unsigned int)value;
}

static int axi_interrupts(void)
{
	unsigned int any = 0;

	for (unsigned int i = 0; i < NR_CHANNELS; i++)
		any |= axi_status[i] & regs[(AXI_CHANNEL + i * 0x100UL + AXI_SIGNAL) / 4];
	return any && regs[AXI_CFG / 4] & 2;
}

static void axi_end(unsigned int channel, int failed)
{
	axi_status[channel] |= (failed ? AXI_BAD : AXI_DONE) &
			       regs[(AXI_CHANNEL + channel * 0x100UL + AXI_ENABLE) / 4];
}

/* ---- Allwinner ------------------------------------------------------------------------------- */

enum { SUN_IRQ_ENABLE = 0x0, SUN_IRQ_STATUS = 0x10, SUN_GATE = 0x28, SUN_STATUS = 0x30,
       SUN_CHANNEL = 0x100, SUN_DESC = 0x8 };
#define SUN_CONFIG	(1U | 2U << 6 | 2U << 9)	/* memory, bursts of 8, words */

static unsigned int sun_status;

/*
 * Start a copy.  This engine does not report errors, so a copy with an invalid descriptor never
 * completes.
 */
static void sun_start(unsigned int channel)
{
	unsigned int desc[6];
	int bad = !host_dma_read(regs[(SUN_CHANNEL + channel * 0x40UL + SUN_DESC) / 4], desc,
				 sizeof(desc));

	bad |= desc[0] != (SUN_CONFIG | SUN_CONFIG << 16) || desc[4] != 8 ||
	       desc[5] != 0xfffff800 || (desc[1] | desc[2] | desc[3]) % 4 || !desc[3] ||
	       desc[3] >= 1U << 25 || regs[SUN_GATE / 4] != 4;
	dmac_model_start_job(channel, desc[2], desc[1], desc[3], bad);
}

static unsigned long sun_read(unsigned long at, unsigned int size)
{
	unsigned long busy = 0;

	for (unsigned int i = 0; i < NR_CHANNELS; i++)
		busy |= jobs[i].running ? 1UL << i : 0;
	return at == SUN_IRQ_STATUS ? sun_status : at == SUN_STATUS ? busy : regs[at / 4];
}

static void sun_write(unsigned long at, unsigned int size, unsigned long value)
{
	unsigned int channel = (unsigned int)((at - SUN_CHANNEL) / 0x40);

	if (at == SUN_IRQ_STATUS) {
		sun_status &= ~(unsigned int)value;
	} else if (at >= SUN_CHANNEL && channel < NR_CHANNELS && at % 0x40 == 0) {
		if (!value)
			dmac_model_stop(channel);
		else if (!jobs[channel].running)
			sun_start(channel);
	}
}

static int sun_interrupts(void)
{
	return (sun_status & regs[SUN_IRQ_ENABLE / 4]) != 0;
}

static void sun_end(unsigned int channel, int failed)
{
	jobs[channel].running = failed ? TAKEN : 0;
	if (!failed)
		sun_status |= 4U << channel * 4;
}

/* ---- PL330 ----------------------------------------------------------------------------------- */

enum { PL_DSR = 0x0, PL_INTEN = 0x20, PL_ES = 0x24, PL_INTMIS = 0x28, PL_INTCLR = 0x2c,
       PL_FSRC = 0x34, PL_CSR = 0x100, PL_DBGCMD = 0xd04, PL_DBGINST0 = 0xd08, PL_DBGINST1 = 0xd0c,
       PL_CR0 = 0xe00, PL_CR3 = 0xe0c, PL_CRD = 0xe14, PL_ID = 0xfe0 };
#define PL_DEPTH	32UL		/* beats of data, shared by all channels */
#define PL_NONSECURE	(1UL << 9)	/* in PL_DSR */
#define PL_PROGRAM	256		/* bytes of the longest program */
#define PL_PIECE	64		/* bytes that are read at once */

static unsigned int pl_events, pl_faults;
static int pl_event[NR_CHANNELS];	/* event at the end of each channel's program */

struct pl_thread {
	unsigned int r[3];		/* SAR, CCR, DAR */
	unsigned int loops[2];
	unsigned long loaded;		/* bytes that have been loaded and not yet stored */
	unsigned long src, dst, size;	/* range that has been copied so far */
	int event, written;		/* written: 1 after a DMAWMB that follows the last store */
};

static unsigned long pl_burst(const struct pl_thread *t, unsigned int half)
{
	return (1UL << (t->r[1] >> (1 + half) & 7)) * ((t->r[1] >> (4 + half) & 0xf) + 1);
}

/*
 * pl_load() executes a load, and pl_store() a store.  They return 0 if the databook does not permit
 * the operation.
 */
static int pl_load(struct pl_thread *t)
{
	unsigned long beat = 1UL << (t->r[1] >> 1 & 7);

	if (t->loaded || beat > 1UL << MAX_WIDTH || t->r[0] % beat || !(t->r[1] & 1) ||
	    pl_burst(t, 0) > (PL_DEPTH / NR_CHANNELS) << MAX_WIDTH)
		return 0;
	if (!t->size)
		t->src = t->r[0];
	t->loaded = pl_burst(t, 0);
	t->r[0] += (unsigned int)t->loaded;
	return 1;
}

static int pl_store(struct pl_thread *t)
{
	unsigned long beat = 1UL << (t->r[1] >> 15 & 7);

	if (t->loaded != pl_burst(t, 14) || t->r[2] % beat || !(t->r[1] >> 14 & 1))
		return 0;
	if (!t->size)
		t->dst = t->r[2];
	t->written = 0;
	t->size += t->loaded;
	t->r[2] += (unsigned int)t->loaded;
	t->loaded = 0;
	return 1;
}

/*
 * Execute one instruction.  Returns its size; 0x100 after a jump, which has set *pc; 0 at the end
 * of the program; or -1 for a fault.
 */
static int pl_step(struct pl_thread *t, const unsigned char *code, int *pc)
{
	switch (code[0]) {
	case 0x00:
		return 0;
	case 0x04:
		return pl_load(t) ? 1 : -1;
	case 0x08:
		return pl_store(t) ? 1 : -1;
	case 0x12:
		return 1;
	case 0x13:
		t->written = 1;
		return 1;
	case 0x20:
	case 0x22:
		t->loops[code[0] >> 1 & 1] = code[1];
		return 2;
	case 0x34:
		t->event = code[1] >> 3;
		return t->written ? 2 : -1;
	case 0x38:
	case 0x3c:
		if (t->loops[code[0] >> 2 & 1]) {
			t->loops[code[0] >> 2 & 1]--;
			*pc -= code[1];
			return 0x100;
		}
		return 2;
	case 0xbc:
		if (code[1] > 2)
			return -1;
		memcpy(&t->r[code[1]], code + 2, 4);
		return 6;
	}
	return -1;
}

static void pl_go(unsigned int channel, unsigned long at)
{
	struct pl_thread t = { .event = -1 };
	unsigned char code[PL_PROGRAM + 6] = { 0 };
	int pc = 0, size = 1, read = 0;

	/* A short program may be in the last bytes of RAM. */
	while (read < PL_PROGRAM && host_dma_read(at + read, code + read, PL_PIECE))
		read += PL_PIECE;
	if (!read)
		size = -1;
	while (size > 0 && pc < read) {
		size = pl_step(&t, code + pc, &pc);
		pc += size > 0 && size != 0x100 ? size : 0;
	}
	pl_event[channel] = t.event;
	dmac_model_start_job(channel, t.dst, t.src, t.size,
			     size < 0 || t.loaded || t.event < 0 || t.event >= (int)NR_CHANNELS);
}

static void pl_instruction(void)
{
	unsigned int inst = regs[PL_DBGINST0 / 4], channel = inst >> 8 & 7;

	if ((inst >> 16 & 0xff) == 0x01 && inst & 1 && channel < NR_CHANNELS) {
		dmac_model_stop(channel);
		pl_faults &= ~(1U << channel);
	} else if ((inst >> 16 & 0xff) == 0xa2 && !(inst & 1) && inst >> 24 < NR_CHANNELS &&
		   !jobs[inst >> 24].running) {
		pl_go(inst >> 24, regs[PL_DBGINST1 / 4]);
	}
}

static unsigned long pl_read(unsigned long at, unsigned int size)
{
	switch (at) {
	case PL_DSR: return PL_NONSECURE;	/* and stopped */
	case PL_ES: return pl_events;
	case PL_INTMIS: return pl_events & regs[PL_INTEN / 4];
	case PL_FSRC: return pl_faults;
	case PL_CR0: return (NR_CHANNELS - 1) << 17 | (NR_CHANNELS - 1) << 4 | 4;
	case PL_CR3: return (1 << NR_CHANNELS) - 1;	/* the events are non-secure, too */
	case PL_CRD: return (PL_DEPTH - 1) << 20 | MAX_WIDTH;
	case PL_ID: return 0x30;
	}
	if (at >= PL_CSR && at < PL_CSR + NR_CHANNELS * 8 && at % 8 == 0)
		return pl_faults >> (at - PL_CSR) / 8 & 1 ? 15
							  : jobs[(at - PL_CSR) / 8].running != 0;
	return regs[at / 4];
}

static void pl_write(unsigned long at, unsigned int size, unsigned long value)
{
	if (at == PL_INTCLR)
		pl_events &= ~(unsigned int)value;
	else if (at == PL_DBGCMD && !value)
		pl_instruction();
}

static int pl_interrupts(void)
{
	return (pl_events & regs[PL_INTEN / 4]) != 0;
}

static void pl_end(unsigned int channel, int failed)
{
	if (failed)
		pl_faults |= 1U << channel;
	else
		pl_events |= 1U << pl_event[channel];
}

/* ---- copies ---------------------------------------------------------------------------------- */

static const struct model models[] = {
	{ "axi", axi_read, axi_write, axi_interrupts, axi_end },
	{ "sun6i", sun_read, sun_write, sun_interrupts, sun_end },
	{ "pl330", pl_read, pl_write, pl_interrupts, pl_end },
};

static unsigned long on_bus(unsigned long pa)
{
	return fault == WRAP ? HOST_RAM_BASE + (pa & ((1UL << 27) - 1)) : pa;
}

/*
 * Copy the data of a job.  @flip is a mask of bits to invert in the middle byte of each chunk.
 * Returns 0 if an address is not in RAM.
 */
static int dmac_model_copy(const struct job *job, int flip)
{
	unsigned char data[CHUNK];
	unsigned long size;

	for (unsigned long at = 0; at < job->size; at += size) {
		size = job->size - at < CHUNK ? job->size - at : CHUNK;
		if (!host_dma_read(on_bus(job->src + at), data, size))
			return 0;
		data[size / 2] ^= flip;
		if (!host_dma_write(on_bus(job->dst + at), data, size))
			return 0;
	}
	return 1;
}

static void dmac_model_set_line(void)
{
	host_line_set(HOST_DMAC_LINE, fault != MUTE && model->interrupts());
}

static void end_job(unsigned int channel, int failed)
{
	host_lock(&dmac_lock);
	if (jobs[channel].running) {
		jobs[channel].running = 0;
		model->end(channel, failed);
		dmac_model_set_line();
	}
	host_unlock(&dmac_lock);
}

static void do_job(unsigned int channel, const struct job *job, unsigned long n)
{
	int failed = job->failed || (fault == FAIL && n == BROKEN_COPY);

	if ((fault == HANG || fault == STUCK) && n >= BROKEN_COPY)
		return;
	if (fault == EARLY && !failed) {
		end_job(channel, 0);
		usleep(2000);
	}
	if (!failed)
		failed = !dmac_model_copy(job, fault == FLIP && n % BROKEN_COPY == 0);
	if (fault != EARLY || failed)
		end_job(channel, failed);
}

static void *copy_thread(void *arg)
{
	unsigned int channel = 0;

	for (;;) {
		struct job job;
		unsigned long n;

		while (sem_wait(&work))
			;
		host_lock(&dmac_lock);
		for (unsigned int i = 0; i < NR_CHANNELS; i++) {
			channel = (channel + 1) % NR_CHANNELS;
			if (jobs[channel].running == WAITS)
				break;
		}
		job = jobs[channel];
		if (job.running == WAITS)
			jobs[channel].running = TAKEN;
		n = ++nr_copies;
		host_unlock(&dmac_lock);
		if (job.running == WAITS)
			do_job(channel, &job, n);
	}
	return arg;
}

/* ---- the register window --------------------------------------------------------------------- */

static unsigned long dmac_read(unsigned long offset, unsigned int size)
{
	unsigned long value = 0;

	host_lock(&dmac_lock);
	if (fault != DEAD && offset % size == 0 && size >= 4)
		value = model->read(offset, size);
	host_unlock(&dmac_lock);
	return value;
}

static void dmac_write(unsigned long offset, unsigned int size, unsigned long value)
{
	host_lock(&dmac_lock);
	if (fault != DEAD && offset % size == 0 && size >= 4) {
		memcpy(&regs[offset / 4], &value, size);
		model->write(offset, size, value);
		dmac_model_set_line();
	}
	host_unlock(&dmac_lock);
}

int host_dmac_option(const char *option, const char *value)
{
	int is_fault = !strcmp(option, "-dmac-fault");

	for (unsigned int i = 0; !is_fault && i < sizeof(models) / sizeof(models[0]); i++) {
		if (!strcmp(option, "-dmac") && !strcmp(value, models[i].name)) {
			model = &models[i];
			return 1;
		}
	}
	for (unsigned int i = 0; is_fault && i < sizeof(faults) / sizeof(faults[0]); i++) {
		if (!strcmp(value, faults[i])) {
			fault = (enum fault)(i + 1);
			return 1;
		}
	}
	return 0;
}

void host_dmac_start(void)
{
	static const struct host_device dmac = {
		.base = HOST_DMAC_BASE,
		.size = HOST_DMAC_SIZE,
		.read = dmac_read,
		.write = dmac_write,
	};
	sigset_t all, before;
	pthread_t thread;

	if (!model)
		return;
	host_device_add(&dmac);
	/*
	 * Block all signals in the new thread, which inherits the mask of the thread that creates
	 * it.
	 */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	sem_init(&work, 0, 0);
	errno = pthread_create(&thread, NULL, copy_thread, NULL);
	if (errno)
		host_die("thread of the DMA engine");
	pthread_sigmask(SIG_SETMASK, &before, NULL);
}
