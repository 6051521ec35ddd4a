// SPDX-License-Identifier: BSD-2-Clause
/*
 * The process as a machine: a watchdog of the kind that -watchdog selects, for tests of the drivers
 * in drivers/watchdog.  An overlay adds it to the device tree.  When the watchdog expires, it
 * resets the machine: the process exits, with a message and the status HOST_RESET.
 *
 * "kind,running" selects a watchdog that firmware has started, and that expires after 1 to 3 s.
 * "kind,locked" selects a running watchdog that does not accept another configuration, if the
 * hardware has this feature.
 *
 * The model is strict.  Registers accept only accesses of their own size, and writes require the
 * key or password of the hardware.  A timeout that is written takes effect at the same event as in
 * hardware, which is usually the next feed.  Time is the time of the build machine.  The clock
 * rates are chosen so that tests are short.
 *
 * Locking: watchdog_lock.  A separate thread checks for expiry.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "host.h"
#include "libc.h"

#define NS		1000000000UL
#define HOST_RESET	99
#define LOOK_US		2000

struct model {
	const char *name;
	unsigned int width;	/* size of all registers, or 0 if their sizes differ */
	unsigned int (*read)(unsigned long at);
	void (*write)(unsigned long at, unsigned int size, unsigned int value);
	void (*firmware)(void);	/* sets the state that firmware leaves */
	unsigned int variant;
};

static const struct model *model;
static int running, locked;
static unsigned int regs[HOST_WATCHDOG_SIZE / 4];	/* indexed by offset / 4 */
static unsigned long over;		/* time of expiry in ns */
static int wanted_off;			/* 1 if the reset must power the machine off */
static int watchdog_lock;

/* ---- functions for all kinds ----------------------------------------------------------------- */

static unsigned long wdt_model_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (unsigned long)t.tv_sec * NS + (unsigned long)t.tv_nsec;
}

static void wdt_model_reset(void)
{
	static const char text[] = "\nThe watchdog resets the machine.\n",
			  off[] = "\nThe power is off.\n";

	if (wanted_off ? write(1, off, sizeof(off) - 1) : write(1, text, sizeof(text) - 1))
		host_power_off(wanted_off ? 0 : HOST_RESET);
}

/* Restart the watchdog with @ticks at the rate @hz. */
static void reload(unsigned long ticks, unsigned long hz)
{
	over = wdt_model_now() + (unsigned long)((double)ticks * NS / (double)hz);
}

static unsigned long left(unsigned long hz)
{
	unsigned long t = wdt_model_now();

	return running && over > t ? (unsigned long)((double)(over - t) * (double)hz / NS) : 0;
}

/* ---- DesignWare ------------------------------------------------------------------------------ */

#define DW_HZ	480000000UL	/* the maximum timeout is 4.5 s */

static void dw_reload(unsigned int top)
{
	reload(1UL << (16 + top) << (regs[0] >> 1 & 1), DW_HZ);
}

static unsigned int dw_model_read(unsigned long at)
{
	return at == 0x08 ? (unsigned int)left(DW_HZ) : regs[at / 4];
}

static void dw_model_write(unsigned long at, unsigned int size, unsigned int value)
{
	regs[at / 4] = value;
	if (at == 0x00 && !running && value & 1) {
		running = 1;
		dw_reload(regs[1] >> 4 & 0xf);
	} else if (at == 0x0c && value == 0x76) {
		dw_reload(regs[1] & 0xf);
	}
	regs[0] |= (unsigned int)running;
}

static void dw_firmware(void)
{
	regs[0] = 3;			/* let an interrupt precede the reset */
	regs[1] = 0xcc;
	running = 1;
	dw_reload(12);
}

/* ---- i.MX ------------------------------------------------------------------------------------ */

static unsigned short imx2_regs[5];
static unsigned long power_down;	/* expiry of the second counter; 0 if disabled */

/* Read a register.  Variant 1 has the opposite byte order. */
static unsigned int imx2_model_read(unsigned long at)
{
	unsigned short value = at < sizeof(imx2_regs) ? imx2_regs[at / 2] : 0;

	return model->variant ? __builtin_bswap16(value) : value;
}

static void imx2_model_write(unsigned long at, unsigned int size, unsigned int value)
{
	static unsigned int last;

	if (at >= sizeof(imx2_regs))
		return;
	if (model->variant)
		value = __builtin_bswap16((unsigned short)value);
	if (at == 0 && (value & 0x30) != 0x30)
		wdt_model_reset();
	if (at == 0 && value & 4 && !running) {
		running = 1;
		reload((value >> 8) + 1, 2);
	}
	if (at == 2 && last == 0x5555 && value == 0xaaaa)
		reload((imx2_regs[0] >> 8) + 1U, 2);
	if (at == 2)
		last = value;
	if (at == 8 && !(value & 1))
		power_down = 0;
	imx2_regs[at / 2] = (unsigned short)(value | (at == 0 && running ? 4 : 0));
}

static void imx2_firmware(void)
{
	imx2_regs[0] = 0x0234;
	running = 1;
	reload(3, 2);
}

/* ---- i.MX 7ULP and 9 ------------------------------------------------------------------------- */

#define ULP_UNLOCKED	(1U << 11)
#define ULP_TAKEN	(1U << 10)
#define ULP_WORDS	(1U << 13)

/* Return the clock rate in Hz.  Variant 1 has a clock of 32 kHz. */
static unsigned long ulp_hz(void)
{
	return model->variant ? 32000 : 1000;
}

static void ulp_reload(void)
{
	reload(regs[2] << (regs[0] & 1U << 12 ? 8 : 0), ulp_hz());
}

static void ulp_key(unsigned int key)
{
	if (key == 0xd928c520 && !locked)
		regs[0] = (regs[0] & ~ULP_TAKEN) | ULP_UNLOCKED;
	else if (key == 0xb480a602)
		ulp_reload();
}

static unsigned int imx7ulp_model_read(unsigned long at)
{
	return regs[at / 4];
}

static void imx7ulp_model_write(unsigned long at, unsigned int size, unsigned int value)
{
	static unsigned int first;

	if (at == 4 && size == (regs[0] & ULP_WORDS ? 4 : 2)) {
		ulp_key(size == 4 ? value : value << 16 | first);
		first = value;
	}
	if (size != 4 || at == 4 || !(regs[0] & ULP_UNLOCKED))
		return;
	if (at == 8)
		regs[2] = value;
	if (at)
		return;
	regs[0] = (value & ~ULP_UNLOCKED) | ULP_TAKEN;
	locked = !(value & 1U << 5);
	running = value >> 7 & 1;
	ulp_reload();
}

static void imx7ulp_firmware(void)
{
	regs[0] = 1U << 7 | 1U << 8 | (locked ? 0 : 1U << 5);
	regs[2] = (unsigned int)(3 * ulp_hz() / 2);
	running = 1;
	ulp_reload();
}

/* ---- SP805 ----------------------------------------------------------------------------------- */

#define CRG		0x1000	/* variants 1 to 3: clock and reset controller of the JH7110 */
#define CRG_CLOCKS	(CRG + 4 * 122)
#define CRG_RELEASED	(CRG + 0x308 + 4 * 3)
#define CRG_BITS	(3U << 13)

static int sp805_open;

static unsigned long sp805_hz(void)
{
	return model->variant ? 24000000 : 100000000;
}

/*
 * Read a register of the clock and reset controller.  In variant 2, the counter has no clock.
 * Variant 3 is held in reset.
 */
static unsigned int crg_model_read(unsigned long at)
{
	if (at == CRG_RELEASED)
		return model->variant == 3 ? CRG_BITS & CRG_BITS >> 1 : CRG_BITS;
	if (at == CRG_CLOCKS || at == CRG_CLOCKS + 4)
		return at == CRG_CLOCKS || model->variant != 2 ? 1U << 31 : 0;
	return 0;
}

/* Simulate an access that the hardware does not answer: the bus hangs. */
static void hang_if_off(void)
{
	static const char text[] = "\nThe bus hangs: the watchdog is off.\n";

	if (model->variant >= 2 && write(1, text, sizeof(text) - 1))
		host_power_off(HOST_RESET);
}

static void sp805_reload(void)
{
	reload(2 * (regs[0] + 1UL), sp805_hz());
}

static unsigned int sp805_model_read(unsigned long at)
{
	unsigned long counts = left(sp805_hz()), half = regs[0] + 1UL;

	if (at >= CRG)
		return crg_model_read(at);
	hang_if_off();
	if (at == 0x04)
		return (unsigned int)(counts > half ? counts - half : counts);
	if (at == 0x10)
		return counts <= half;
	return regs[at / 4];
}

static void sp805_model_write(unsigned long at, unsigned int size, unsigned int value)
{
	hang_if_off();
	if (at == 0xc00)
		sp805_open = value == 0x1acce551;
	if (!sp805_open)
		return;
	regs[at / 4] = value;
	if (at == 8)
		running = (value & 3) == 3;
	if (at == 0x0c)
		sp805_reload();
}

static void sp805_firmware(void)
{
	regs[0] = (unsigned int)(sp805_hz() * 3 / 4);
	regs[2] = 3;
	running = 1;
	sp805_reload();
}

/* ---- SBSA ------------------------------------------------------------------------------------ */

/* Restart the watchdog with the rate of the system counter, which is 1 GHz in this model. */
static void sbsa_reload(void)
{
	reload(2 * (regs[2] | (unsigned long)regs[3] << 32), NS);
}

static unsigned int sbsa_model_read(unsigned long at)
{
	return at == 0xfcc ? 1U << 16 : regs[at / 4];
}

static void sbsa_model_write(unsigned long at, unsigned int size, unsigned int value)
{
	regs[at / 4] = value;
	if (at == 0)
		running = value & 1;
	if (at == 0x08 || at == 0x0c || at == 0x1000)
		sbsa_reload();
}

static void sbsa_firmware(void)
{
	regs[0] = 1;
	regs[2] = 750000000;
	running = 1;
	sbsa_reload();
}

/* ---- BCM2835 --------------------------------------------------------------------------------- */

static unsigned int bcm_rstc = 0x102, bcm_rsts = 0x1000, bcm_time;

static unsigned int bcm2835_model_read(unsigned long at)
{
	switch (at) {
	case 0x1c: return bcm_rstc;
	case 0x20: return bcm_rsts;
	case 0x24: return (unsigned int)left(65536);
	default: return 0;
	}
}

static void bcm2835_model_write(unsigned long at, unsigned int size, unsigned int value)
{
	if (value >> 24 != 0x5a)
		return;
	value &= 0xffffff;
	if (at == 0x20)
		bcm_rsts = value;
	if (at == 0x24)
		bcm_time = value & 0xfffff;
	if (at == 0x1c) {
		bcm_rstc = value;
		running = (value & 0x30) == 0x20;
		reload(bcm_time, 65536);
	}
	wanted_off = (bcm_rsts & 0x555) == 0x555;
}

static void bcm2835_firmware(void)
{
	bcm_rstc = 0x122;
	running = 1;
	reload(98304, 65536);
}

/* ---- Allwinner ------------------------------------------------------------------------------- */

/*
 * Properties of each variant: register offsets, position of the timeout in the mode register, value
 * of the cfg register for a reset, and the key.
 */
static const struct {
	unsigned int ctrl, cfg, mode, shift, mask, reset, key;
} sunxi[] = {
	{ 0x00, 0x04, 0x04, 3, 2, 2, 0 },
	{ 0x10, 0x14, 0x18, 4, 3, 1, 0 },
	{ 0x10, 0x14, 0x18, 4, 3, 1, 0x16aa },
	{ 0x0c, 0x10, 0x14, 4, 3, 1, 0x16aa },
};

#define SUNXI(field)	sunxi[model->variant].field

static void sunxi_reload(void)
{
	static const unsigned char halves[16] = { 1, 2, 4, 6, 8, 10, 12, 16, 20, 24, 28, 32 };

	reload(halves[regs[SUNXI(mode) / 4] >> SUNXI(shift) & 0xf], 2);
}

static unsigned int sunxi_model_read(unsigned long at)
{
	return regs[at / 4];
}

static void sunxi_model_write(unsigned long at, unsigned int size, unsigned int value)
{
	int was = regs[SUNXI(mode) / 4] & 1;

	if (at == SUNXI(ctrl)) {
		if (value == (1 | 0x0a57 << 1))
			sunxi_reload();
		return;
	}
	if (value >> 16 != SUNXI(key) || (at != SUNXI(cfg) && at != SUNXI(mode)))
		return;
	regs[at / 4] = value & 0xffff;
	running = regs[SUNXI(mode) / 4] & 1 && (regs[SUNXI(cfg) / 4] & SUNXI(mask)) == SUNXI(reset);
	if (!was && regs[SUNXI(mode) / 4] & 1)
		sunxi_reload();
}

static void sunxi_firmware(void)
{
	regs[SUNXI(cfg) / 4] = SUNXI(reset);
	regs[SUNXI(mode) / 4] |= 1 | 2U << SUNXI(shift);
	running = 1;
	sunxi_reload();
}

/* ---- Meson ----------------------------------------------------------------------------------- */

/* Return the bit that resets the machine.  Variant 1 has another bit. */
static unsigned int meson_reset(void)
{
	return 1U << (model->variant ? 22 : 21);
}

static unsigned long meson_hz(void)
{
	unsigned int divisor = regs[0] & 1U << 25 ? regs[0] & 0x3ffff : 1;

	return 24000000 / (divisor ?: 1);
}

static unsigned int meson_model_read(unsigned long at)
{
	unsigned int time = regs[2] & 0xffff;

	return at == 8 ? time | (time - (unsigned int)left(meson_hz())) << 16 : regs[at / 4];
}

static void meson_model_write(unsigned long at, unsigned int size, unsigned int value)
{
	int was = running;

	regs[at / 4] = value;
	running = regs[0] & 1U << 18 && regs[0] & 1U << 24 && regs[0] & meson_reset();
	if (at == 0x0c || (running && !was))
		reload(regs[2] & 0xffff, meson_hz());
}

static void meson_firmware(void)
{
	regs[0] = 24000 | 1U << 25 | 1U << 24 | 1U << 18 | meson_reset();
	regs[2] = 1500;
	running = 1;
	reload(1500, 1000);
}

/* ---- Cadence --------------------------------------------------------------------------------- */

#define CDNS_HZ	100000000UL

static void cdns_reload(void)
{
	unsigned int divisor = 3 + 3 * (regs[1] & 3);

	reload(((regs[1] >> 2 & 0xfffUL) + 1) << 12 << divisor, CDNS_HZ);
}

static unsigned int cdns_model_read(unsigned long at)
{
	return at <= 4 ? regs[at / 4] : 0;
}

/* Write a register.  The divisor and the count can be set only while the watchdog is stopped. */
static void cdns_model_write(unsigned long at, unsigned int size, unsigned int value)
{
	if (at == 0 && value >> 12 == 0xabc) {
		if (value & 1 && !(regs[0] & 1))
			cdns_reload();
		regs[0] = value & 0x1f7;
		running = (value & 3) == 3;
	}
	if (at == 4 && value >> 14 == 0x248 && !(regs[0] & 1))
		regs[1] = value & 0x3fff;
	if (at == 8 && value == 0x1999 && regs[0] & 1)
		cdns_reload();
}

static void cdns_firmware(void)
{
	regs[0] = 3;
	regs[1] = 8 << 2 | 3;
	running = 1;
	cdns_reload();
}

/* ---- TI K3 RTI ------------------------------------------------------------------------------- */

#define RTI_HZ	32768

enum {
	RTI_CTRL = 0x90, RTI_PRLD = 0x94, RTI_STATUS = 0x98, RTI_KEY = 0x9c, RTI_CNTR = 0xa0,
	RTI_REACTION = 0xa4, RTI_SIZE = 0xa8,
};

static unsigned int rti_ctrl = 0x5312aced, rti_prld = 0xfff, rti_reaction = 5, rti_size = 5;
static unsigned int rti_window;		/* window size that applies since the last feed */
static int rti_armed;			/* 1 after the first key was written */

static unsigned long rti_ticks(void)
{
	return (rti_prld + 1UL) << 13;
}

static void rti_reload(void)
{
	rti_window = rti_size;
	reload(rti_ticks(), RTI_HZ);
}

/* Return the length of the window, in ticks before the expiry. */
static unsigned long rti_open(void)
{
	switch (rti_window) {
	case 0x5: return rti_ticks();
	case 0x50: return rti_ticks() / 2;
	case 0x500: return rti_ticks() / 4;
	case 0x5000: return rti_ticks() / 8;
	case 0x50000: return rti_ticks() / 16;
	default: return rti_ticks() / 32;
	}
}

static void rti_key(unsigned int key)
{
	if (key == 0xa35c && rti_armed && running) {
		if (left(RTI_HZ) > rti_open())
			wdt_model_reset();
		rti_reload();
	} else if (key != 0xe51a && key != 0xa35c && running) {
		wdt_model_reset();
	}
	rti_armed = key == 0xe51a;
}

static unsigned int rti_model_read(unsigned long at)
{
	switch (at) {
	case RTI_CTRL: return rti_ctrl;
	case RTI_PRLD: return rti_prld;
	case RTI_CNTR: return running ? (unsigned int)left(RTI_HZ) : (unsigned int)rti_ticks() - 1;
	case RTI_REACTION: return rti_reaction;
	case RTI_SIZE: return rti_size;
	default: return 0;
	}
}

/*
 * Write a register.  After the watchdog is enabled, it cannot be disabled, and its timeout cannot
 * be changed.  A new window size applies after the next feed.
 */
static void rti_model_write(unsigned long at, unsigned int size, unsigned int value)
{
	if (at == RTI_KEY)
		rti_key(value);
	if (at == RTI_PRLD && !running)
		rti_prld = value & 0xfff;
	if (at == RTI_REACTION)
		rti_reaction = value & 0xf;
	if (at == RTI_SIZE)
		rti_size = value;
	if (at == RTI_CTRL && value == 0xa98559da && !running) {
		rti_ctrl = value;
		running = 1;
		rti_reload();
	}
}

/*
 * Set the registers to the state in which firmware leaves the watchdog: started, and fed 2.5 s ago.
 * In variant 1, the window for feeds is smaller and the last feed was 5.5 s ago, so that the window
 * is not open yet.
 */
static void rti_firmware(void)
{
	rti_ctrl = 0xa98559da;
	rti_prld = model->variant ? 31 : 15;
	rti_size = model->variant ? 0x500 : 0x50;
	rti_reload();
	over -= (model->variant ? 11 : 5) * NS / 2;
}

/* ---- KPSS ------------------------------------------------------------------------------------ */

static unsigned int qcom_model_read(unsigned long at)
{
	return regs[at / 4];
}

static void qcom_model_write(unsigned long at, unsigned int size, unsigned int value)
{
	regs[at / 4] = value;
	if (at == 0x08)
		running = value & 1;
	if ((at == 0x08 || at == 0x04) && value & 1)
		reload(regs[5] & 0xfffff, 32768);
}

static void qcom_firmware(void)
{
	regs[2] = 1;
	regs[5] = 49152;
	running = 1;
	reload(regs[5], 32768);
}

/* ---- MediaTek -------------------------------------------------------------------------------- */

static unsigned int mtk_mode = 0x4c, mtk_length = 0x7ff;

static unsigned int mtk_model_read(unsigned long at)
{
	return at == 0 ? mtk_mode : at == 4 ? mtk_length << 5 : 0;
}

static void mtk_model_write(unsigned long at, unsigned int size, unsigned int value)
{
	if (at == 0 && value >> 24 == 0x22) {
		mtk_mode = value & 0xffffff;
		running = (mtk_mode & 0x49) == 1;
	}
	if (at == 4 && (value & 0x1f) == 8)
		mtk_length = value >> 5 & 0x7ff;
	if (at == 8 && value == 0x1971)
		reload(mtk_length, 64);
}

static void mtk_firmware(void)
{
	mtk_mode = 5;
	mtk_length = 96;
	running = 1;
	reload(mtk_length, 64);
}

/* ---- interfaces for the bus and the machine -------------------------------------------------- */

#define MODEL(name, kind, width, variant)	\
	{ name, width, kind##_model_read, kind##_model_write, kind##_firmware, variant }

static const struct model models[] = {
	MODEL("bcm2835", bcm2835, 4, 0), MODEL("cdns", cdns, 4, 0),
	MODEL("dw", dw, 4, 0),		 MODEL("imx2", imx2, 2, 0),
	MODEL("imx2be", imx2, 2, 1),	 MODEL("imx7ulp", imx7ulp, 0, 0),
	MODEL("imx93", imx7ulp, 0, 1),	 MODEL("jh7110", sp805, 4, 1),
	MODEL("jh7110off", sp805, 4, 2), MODEL("jh7110reset", sp805, 4, 3),
	MODEL("meson", meson, 4, 0),	 MODEL("t7", meson, 4, 1),
	MODEL("mtk", mtk, 4, 0),	 MODEL("qcom", qcom, 4, 0),
	MODEL("rti", rti, 4, 0),	 MODEL("rti25", rti, 4, 1),
	MODEL("sbsa", sbsa, 4, 0),	 MODEL("sp805", sp805, 4, 0),
	MODEL("sun4i", sunxi, 4, 0),	 MODEL("sun6i", sunxi, 4, 1),
	MODEL("sun20i", sunxi, 4, 2),	 MODEL("sun55i", sunxi, 4, 3),
};

static unsigned long watchdog_read(unsigned long offset, unsigned int size)
{
	unsigned long value = 0xffffffff;

	host_lock(&watchdog_lock);
	if (!model->width || size == model->width)
		value = model->read(offset);
	host_unlock(&watchdog_lock);
	return value;
}

static void watchdog_write(unsigned long offset, unsigned int size, unsigned long value)
{
	host_lock(&watchdog_lock);
	if (!model->width || size == model->width)
		model->write(offset, size, (unsigned int)value);
	host_unlock(&watchdog_lock);
}

static void *clock_thread(void *arg)
{
	for (;;) {
		usleep(LOOK_US);
		host_lock(&watchdog_lock);
		if ((running && wdt_model_now() >= over) ||
		    (power_down && wdt_model_now() >= power_down))
			wdt_model_reset();
		host_unlock(&watchdog_lock);
	}
	return NULL;
}

int host_watchdog_option(const char *value)
{
	const char *comma = strchr(value, ',');
	unsigned long length = comma ? (unsigned long)(comma - value) : strlen(value);

	for (unsigned int i = 0; i < sizeof(models) / sizeof(models[0]); i++) {
		if (strlen(models[i].name) == length && !strncmp(models[i].name, value, length))
			model = &models[i];
	}
	if (!model || (comma && strcmp(comma, ",running") && strcmp(comma, ",locked")))
		return 0;
	locked = comma && comma[1] == 'l';
	running = comma != NULL;
	return 1;
}

void host_watchdog_start(void)
{
	static const struct host_device watchdog = {
		.base = HOST_WATCHDOG_BASE, .size = HOST_WATCHDOG_SIZE, .read = watchdog_read,
		.write = watchdog_write,
	};
	sigset_t all, before;
	pthread_t thread;

	if (!model)
		return;
	if (model->read == imx2_model_read) {
		imx2_regs[0] = 0x30;
		imx2_regs[4] = 1;
		power_down = wdt_model_now() + 2 * NS;
	}
	if (running)
		model->firmware();
	host_device_add(&watchdog);
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	errno = pthread_create(&thread, NULL, clock_thread, NULL);
	if (errno)
		host_die("thread of the watchdog");
	pthread_sigmask(SIG_SETMASK, &before, NULL);
}
