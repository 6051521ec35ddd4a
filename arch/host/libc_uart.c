// SPDX-License-Identifier: BSD-2-Clause
/*
 * The process as a machine: a UART of the kind that -uart selects, for tests of the drivers in
 * drivers/serial.  It is connected to the input and output of the process.  An overlay adds it to
 * the device tree.
 *
 * The model is strict.  Registers accept only accesses of their own size.  A character that is
 * written while the transmitter is disabled or full is lost.  A read without a received character
 * returns '?'.  After each character, the transmitter is full until its status has been read three
 * times.  The input ^] is received as '~', and causes an overrun: LPUART and SCIF receive no
 * characters until the driver has cleared the overrun.  The input ^^ is received as a break.
 *
 * The name of a fault may follow the kind, after a comma.  Faults simulate behaviour of real UARTs
 * that QEMU's models do not have.
 *
 * Locking: uart_lock.  A separate thread reads the input and raises the interrupt line.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "host.h"
#include "libc.h"

#define DEPTH		16U	/* size of the receive FIFO */
#define BUSY_READS	3
#define OVERRUN		(']' & 0x1f)
#define BREAK		('^' & 0x1f)
#define BROKEN		0x100U		/* in received[]: a break, with the character 0 */

struct model {
	const char *name;
	unsigned int width;		/* size of all registers, or 0 if their sizes differ */
	/*
	 * Called with uart_lock held, for an access of @size bytes to the register at offset @at.
	 */
	unsigned int (*read)(unsigned long at, unsigned int size);
	void (*write)(unsigned long at, unsigned int size, unsigned int value);
	int (*interrupts)(void);
};

static const struct model *model;
static unsigned int regs[HOST_UART_SIZE / 4];	/* last written values, by offset / 4 */
static unsigned short received[DEPTH];
static unsigned int nr_received, busy;
static int overrun;
static int broken;	/* 1 if a break was received and the driver has not cleared it */
static int stuck;	/* 1 if an interrupt without a character is pending */
static int uart_lock;

/* ---- faults ---------------------------------------------------------------------------------- */

enum fault {
	NONE,
	DEAD_LINE,	/* the interrupt line is never raised */
	STORM,		/* the interrupt line is always high */
	STORM_LATER,	/* like STORM, after the first received carriage return */
	CLOCK_OFF,	/* registers read as 0, and writes are ignored */
	ABSENT,		/* registers read as ones */
	LEFT_ON,	/* firmware left the transmit interrupt on; not for geni, tcu, uartdm */
	BUSY,		/* DesignWare: firmware wrote LCR during transmission */
	TIMEOUT,	/* DesignWare: a time-out is pending without a character */
	TI_TIMEOUT,	/* like TIMEOUT, on AM654, where clearing it is different */
	LEVEL,		/* fewer than 8 characters raise the line only if bit 4 of IER is set */
	IER_BITS,	/* the line also requires bits 2 and 3 of IER */
	NR_FAULTS,
};

static const char *const fault_names[NR_FAULTS] = {
	[DEAD_LINE] = "dead-line", [STORM] = "storm", [STORM_LATER] = "storm-later",
	[CLOCK_OFF] = "clock-off", [ABSENT] = "absent", [LEFT_ON] = "left-on",
	[BUSY] = "busy", [TIMEOUT] = "timeout",
	[TI_TIMEOUT] = "ti-timeout", [LEVEL] = "level", [IER_BITS] = "ier-bits",
};

static enum fault fault;

/* ---- functions for all kinds ----------------------------------------------------------------- */

static void transmit(int enabled, unsigned int value)
{
	static char c;	/* static, as another CPU may unmap the stack during the system call */

	if (!enabled || busy)
		return;
	busy = BUSY_READS;
	c = (char)value;
	while (syscall(SYS_write, 1, &c, 1L) < 0 && (errno == EINTR || errno == EAGAIN))
		;
}

/* Return 1 if the transmitter is full.  Each read of the status calls this function. */
static int is_full(void)
{
	if (!busy)
		return 0;
	busy--;
	return 1;
}

static unsigned int receive(int enabled)
{
	unsigned int c = received[0] & 0xff;

	if (!enabled || !nr_received)
		return '?';
	memmove(received, received + 1, --nr_received * sizeof(*received));
	return c;
}

/* Return 1 if the next received character is a break. */
static int is_break(void)
{
	return nr_received && received[0] & BROKEN;
}

static unsigned int bit(int on, unsigned int number)
{
	return on ? 1U << number : 0;
}

/* ---- 8250, registers of 4 bytes -------------------------------------------------------------- */

enum {
	RBR = 0x00,
	IER = 0x04,
	IIR = 0x08,
	LSR = 0x14,
	USR = 0x7c,
	EFR2 = 0x8c,
	TO_L = 0x98,
	TO_H = 0x9c
};

static int ns16550_interrupts(void)
{
	unsigned int enabled = regs[IER / 4];

	if (fault == IER_BITS && (enabled & 0xc) != 0xc)
		return 0;
	if (fault == LEVEL && nr_received < 8 && !(enabled & 0x10))
		return 0;
	return ((nr_received || stuck) && enabled & 1) || enabled & 2;
}

static unsigned int ns16550_cause(void)
{
	if (stuck)
		return fault == BUSY ? 0x07 : 0x0c;
	return ns16550_interrupts() ? 0x04 : 0x01;
}

static unsigned int ns16550_receive(void)
{
	if (fault == TIMEOUT && stuck && !nr_received) {
		stuck = 0;
		return 0;
	}
	if (nr_received == 1 && (fault == TIMEOUT || fault == TI_TIMEOUT))
		stuck = 1;
	return receive(1);
}

static unsigned int ns16550_uart_read(unsigned long at, unsigned int size)
{
	switch (at) {
	case RBR:
		return ns16550_receive();
	case IIR:
		if (fault == TI_TIMEOUT && regs[EFR2 / 4] & 0x40 && regs[TO_L / 4] == 0xff &&
		    regs[TO_H / 4] == 0xff)
			stuck = 0;
		return ns16550_cause();
	case LSR:
		return bit(nr_received, 0) | bit(is_break(), 4) | bit(!is_full(), 5);
	case USR:
		if (fault == BUSY)
			stuck = 0;
		return 0;
	default:
		return regs[at / 4];
	}
}

static void ns16550_uart_write(unsigned long at, unsigned int size, unsigned int value)
{
	if (at == RBR)
		transmit(1, value);
}

/* XScale: an 8250 that is disabled while bit 6 of its interrupt register is clear. */
static unsigned int xscale_uart_read(unsigned long at, unsigned int size)
{
	return at == 0x00 && !(regs[1] & 0x40) ? '?' : ns16550_uart_read(at, size);
}

static void xscale_uart_write(unsigned long at, unsigned int size, unsigned int value)
{
	if (regs[1] & 0x40)
		ns16550_uart_write(at, size, value);
}

static int xscale_interrupts(void)
{
	return regs[1] & 0x40 && ns16550_interrupts();
}

/* ---- i.MX ------------------------------------------------------------------------------------ */

enum { IMX_UCR1 = 0x80, IMX_UCR2 = 0x84, IMX_UCR4 = 0x8c };

static int imx_is_on(unsigned int bits)
{
	return regs[IMX_UCR1 / 4] & 1 && (regs[IMX_UCR2 / 4] & bits) == bits;
}

static unsigned int imx_uart_read(unsigned long at, unsigned int size)
{
	unsigned int status = bit(nr_received, 15) | bit(is_break(), 11);

	switch (at) {
	case 0x00: return status | receive(imx_is_on(3));
	case 0x98: return bit(nr_received, 0);
	case 0xb4: return bit(is_full(), 4) | bit(!nr_received, 5);
	default: return regs[at / 4];
	}
}

static void imx_uart_write(unsigned long at, unsigned int size, unsigned int value)
{
	if (at == 0x40)
		transmit(imx_is_on(5), value);
}

static int imx_interrupts(void)
{
	return (nr_received && regs[IMX_UCR4 / 4] & 1) || regs[IMX_UCR1 / 4] & 1 << 6;
}

/* ---- LPUART whose other registers follow the register VERID ---------------------------------- */

enum { LPUART_CTRL = 0x18 };

static unsigned int lpuart_uart_read(unsigned long at, unsigned int size)
{
	unsigned int status = bit(is_break(), 13);

	switch (at) {
	case 0x14: return bit(!is_full(), 23) | bit(nr_received, 21) | bit(overrun, 19);
	case 0x1c: return status | receive(regs[LPUART_CTRL / 4] & 1 << 18);
	case 0x2c: return nr_received << 24;
	default: return regs[at / 4];
	}
}

static void lpuart_uart_write(unsigned long at, unsigned int size, unsigned int value)
{
	if (at == 0x1c)
		transmit(regs[LPUART_CTRL / 4] & 1 << 19, value);
	if (at == 0x14 && value & 1 << 19)
		overrun = 0;
}

static int lpuart_interrupts(void)
{
	return (nr_received && regs[LPUART_CTRL / 4] & 1 << 21) || regs[LPUART_CTRL / 4] & 1 << 23;
}

/* ---- Meson ----------------------------------------------------------------------------------- */

static unsigned int meson_uart_read(unsigned long at, unsigned int size)
{
	switch (at) {
	case 0x04: return receive(regs[2] & 1 << 13);
	case 0x0c: return bit(broken, 17) | bit(!nr_received, 20) | bit(is_full(), 21);
	default: return regs[at / 4];
	}
}

static void meson_uart_write(unsigned long at, unsigned int size, unsigned int value)
{
	if (at == 0x00)
		transmit(regs[2] & 1 << 12, value);
	if (at == 0x08 && value & 1 << 24)
		broken = 0;
}

static int meson_interrupts(void)
{
	unsigned int level = regs[4] & 0xff;

	return (regs[2] & 1 << 27 && level && nr_received >= level) || regs[2] & 1 << 28;
}

/* ---- GENI ------------------------------------------------------------------------------------ */

static unsigned int geni_left;		/* characters that the command has not transmitted yet */
static int geni_receives;
static int geni_rx_status;		/* set by a character, cleared by a write */

static unsigned int geni_uart_read(unsigned long at, unsigned int size)
{
	switch (at) {
	case 0x040: return bit(geni_receives, 12) | bit(is_full(), 0);
	case 0x640: return bit(broken, 11);
	case 0x780: return receive(geni_receives && regs[0x284 / 4] == 0xf);
	case 0x804: return nr_received;
	default: return regs[at / 4];
	}
}

static void geni_uart_write(unsigned long at, unsigned int size, unsigned int value)
{
	switch (at) {
	case 0x600:
		geni_left = value == 1U << 27 ? regs[0x270 / 4] : 0;
		break;
	case 0x630:
		geni_receives = value == 1U << 27;
		break;
	case 0x648:
		geni_rx_status &= !(value & 3U << 26);
		broken &= !(value & 1U << 11);
		break;
	case 0x700:
		transmit(geni_left == 1 && regs[0x260 / 4] == 0xf, value);
		geni_left = 0;
		break;
	}
}

static int geni_interrupts(void)
{
	return geni_rx_status && regs[0x644 / 4] & 3U << 26 && regs[0xe1c / 4] & 1 << 3;
}

/* ---- UARTDM ---------------------------------------------------------------------------------- */

static int uartdm_ready;

static unsigned int uartdm_uart_read(unsigned long at, unsigned int size)
{
	switch (at) {
	case 0x0a4: return bit(nr_received, 0) | bit(!is_full(), 3);
	case 0x0b4: return bit(uartdm_ready && !is_full(), 7) | bit(broken, 10);
	case 0x140: return receive(regs[0x3c / 4] & 1 << 5);
	default: return regs[at / 4];
	}
}

static void uartdm_uart_write(unsigned long at, unsigned int size, unsigned int value)
{
	if (at == 0x0a8 && value == 0x300)
		uartdm_ready = 0;
	if (at == 0x0a8 && value == 0x820)
		broken = 0;
	if (at == 0x100) {
		transmit(regs[0x40 / 4] == 1 && regs[0x3c / 4] & 1 << 4, value);
		regs[0x40 / 4] = 0;
		uartdm_ready = 1;
	}
}

static int uartdm_interrupts(void)
{
	return nr_received > regs[0x20 / 4] && regs[0xb0 / 4] & 1 << 4;
}

/* ---- SCIF, registers of 2 bytes and 1 byte, at intervals of 4 -------------------------------- */

static unsigned int scif_status = 0x60;	/* writing 0 clears a bit that was read as 1 */
static unsigned int scif_seen;
/* by register number: SCIFA's offsets are too close for regs[] */
static unsigned int scif_regs[10];

static unsigned int scif_uart_read(unsigned long at, unsigned int size)
{
	if (size != (at == 0x14 ? 1 : 2))
		return 0xffff;
	switch (at) {
	case 0x10:
		if (!is_full())
			scif_status |= 0x60;
		return scif_seen = scif_status;
	case 0x14: return receive(scif_regs[2] & 0x10);
	case 0x1c: return nr_received;
	case 0x24: return bit(overrun, 0);
	default: return at < 0x28 ? scif_regs[at / 4] : 0;
	}
}

static void scif_uart_write(unsigned long at, unsigned int size, unsigned int value)
{
	if (at < 0x28)
		scif_regs[at / 4] = value;
	if (at == 0x10 && size == 2)
		scif_status &= value | ~scif_seen;
	if (at == 0x24 && size == 2)
		overrun &= value & 1;
	if (at == 0x0c && size == 1)
		transmit(scif_regs[2] & 0x20 && scif_status & 0x20, value);
}

/* Return 1 if the interrupt is active.  On reception, the driver must clear a status bit. */
static int scif_interrupts(void)
{
	return (scif_status & 0x12 && scif_regs[2] & 0x40 && !(scif_regs[6] & 0xc0)) ||
	       scif_regs[2] & 0x80;
}

/* SCIFA of RZ has its registers at intervals of 2 instead of 4. */
static unsigned int scifa_uart_read(unsigned long at, unsigned int size)
{
	return scif_uart_read(2 * at, size);
}

static void scifa_uart_write(unsigned long at, unsigned int size, unsigned int value)
{
	scif_uart_write(2 * at, size, value);
}

static int scifa_interrupts(void)
{
	return scif_interrupts();
}

/* ---- Cadence --------------------------------------------------------------------------------- */

static unsigned int cadence_enabled, cadence_status;

static unsigned int cadence_uart_read(unsigned long at, unsigned int size)
{
	switch (at) {
	case 0x14: return cadence_status | bit(broken, 6);
	case 0x2c: return bit(!nr_received, 1) | bit(is_full(), 4);
	case 0x30: return receive((regs[0] & 0x0c) == 0x04);
	case 0x48: return bit(is_break(), 2);
	default: return regs[at / 4];
	}
}

static void cadence_uart_write(unsigned long at, unsigned int size, unsigned int value)
{
	switch (at) {
	case 0x08:
		cadence_enabled |= value;
		break;
	case 0x0c:
		cadence_enabled &= ~value;
		break;
	case 0x14:
		cadence_status &= ~value;
		broken &= !(value & 1 << 6);
		break;
	case 0x30:
		transmit((regs[0] & 0x30) == 0x10, value);
		break;
	}
}

/*
 * Return 1 if the interrupt is active.  The status bit is sticky: it is set when a character
 * arrives while the trigger level is 1.
 */
static int cadence_interrupts(void)
{
	return (cadence_status & cadence_enabled & 1) || cadence_enabled & 8;
}

/* ---- Exynos ---------------------------------------------------------------------------------- */

static unsigned int samsung_pending;
/* 1 after the driver has read the status of the next character, which clears the status */
static int samsung_seen;

static unsigned int samsung_uart_read(unsigned long at, unsigned int size)
{
	switch (at) {
	case 0x14: return bit(is_break() && !samsung_seen++, 3);
	case 0x18: return nr_received | bit(is_full(), 24);
	case 0x24:
		samsung_seen = 0;
		return receive(1);
	case 0x30: return samsung_pending;
	default: return regs[at / 4];
	}
}

static void samsung_uart_write(unsigned long at, unsigned int size, unsigned int value)
{
	if (at == 0x20)
		transmit(1, value);
	if (at == 0x30)
		samsung_pending &= ~value;
}

static int samsung_interrupts(void)
{
	return (samsung_pending && !(regs[0x38 / 4] & 1) && (regs[1] & 0x83) == 0x81) ||
	       (fault == LEFT_ON && !(regs[0x38 / 4] & 4));
}

/* ---- Armada 3700 ----------------------------------------------------------------------------- */

static unsigned int mvebu_uart_read(unsigned long at, unsigned int size)
{
	switch (at) {
	case 0x00: return receive(1);
	case 0x0c: return bit(is_break(), 3) | bit(nr_received, 4) | bit(is_full(), 11);
	default: return regs[at / 4];
	}
}

static void mvebu_uart_write(unsigned long at, unsigned int size, unsigned int value)
{
	if (at == 0x04)
		transmit(1, value);
}

static int mvebu_interrupts(void)
{
	return (nr_received && regs[2] & 1 << 4) || regs[2] & 1 << 5;
}

/* ---- Tegra Combined UART --------------------------------------------------------------------- */

/*
 * Registers of two HSPs.  Mailbox 0 of the first HSP receives up to three characters at a time, and
 * mailbox 1 of the second HSP transmits.  The second shared interrupt of the first HSP is
 * connected.
 */
enum { TCU_ENABLE = 0x104, TCU_RX = 0x10000, TCU_RX_ENABLE = 0x10004, TCU_TX = 0x38000 };

static unsigned int tcu_word, tcu_enable, tcu_rx_enable;

/* Fill the mailbox with the next characters, if the driver has emptied it by writing 0. */
static void tcu_fill(void)
{
	unsigned int count = nr_received < 3 ? nr_received : 3;

	if (tcu_word || !count)
		return;
	for (unsigned int i = 0; i < count; i++)
		tcu_word |= receive(1) << 8 * i;
	tcu_word |= 1U << 31 | count << 24;
}

static unsigned int tcu_uart_read(unsigned long at, unsigned int size)
{
	switch (at) {
	case TCU_ENABLE: return tcu_enable;
	case TCU_RX: tcu_fill(); return tcu_word;
	case TCU_RX_ENABLE: return tcu_rx_enable;
	case TCU_TX: return bit(is_full(), 31);
	default: return 0;
	}
}

static void tcu_uart_write(unsigned long at, unsigned int size, unsigned int value)
{
	switch (at) {
	case TCU_ENABLE:
		tcu_enable = value;
		break;
	case TCU_RX:
		tcu_word = value;
		break;
	case TCU_RX_ENABLE:
		tcu_rx_enable = value;
		break;
	case TCU_TX:
		transmit(value >> 24 == 0x81, value);
		break;
	}
}

static int tcu_interrupts(void)
{
	tcu_fill();
	return tcu_word >> 31 && tcu_rx_enable & 1 && tcu_enable & 1 << 8;
}

/* ---- interfaces for the bus and the machine -------------------------------------------------- */

#define MODEL(kind, width) \
	{ \
#kind, width, kind##_uart_read, kind##_uart_write, kind##_interrupts \
	}

static const struct model models[] = {
	MODEL(cadence, 4), MODEL(geni, 4), MODEL(imx, 4), MODEL(lpuart, 4), MODEL(meson, 4),
	MODEL(mvebu, 4), MODEL(ns16550, 4), MODEL(samsung, 4), MODEL(scif, 0), MODEL(scifa, 0),
	MODEL(tcu, 4), MODEL(uartdm, 4), MODEL(xscale, 4),
};

/* Store a received character.  The caller holds uart_lock. */
static void uart_model_arrive(unsigned char c)
{
	if (overrun)
		return;
	if (c == OVERRUN) {
		overrun = model->read == lpuart_uart_read || model->read == scif_uart_read ||
			  model->read == scifa_uart_read;
		c = '~';
	}
	if (c == BREAK) {
		broken = 1;
		scif_status |= 0x10;
	}
	received[nr_received++] = c == BREAK ? BROKEN : c;
	geni_rx_status = 1;
	cadence_status |= regs[0x20 / 4] == 1;
	scif_status |= 0x02;
	samsung_pending |= 1;
}

/* Set the level of the interrupt line.  The caller holds uart_lock. */
static void uart_model_set_line(void)
{
	static int stormy;
	int high = model->interrupts();

	if (fault == STORM ||
	    (fault == STORM_LATER && nr_received && received[nr_received - 1] == '\r'))
		stormy = 1;
	host_line_set(HOST_UART_LINE, stormy || (high && fault != DEAD_LINE));
}

static unsigned long uart_read(unsigned long offset, unsigned int size)
{
	unsigned long value = 0xffffffff;

	if (fault == CLOCK_OFF || fault == ABSENT)
		return fault == CLOCK_OFF ? 0 : value;
	host_lock(&uart_lock);
	if (!model->width || size == model->width)
		value = model->read(offset, size);
	uart_model_set_line();
	host_unlock(&uart_lock);
	return value;
}

static void uart_write(unsigned long offset, unsigned int size, unsigned long value)
{
	if (fault == CLOCK_OFF || fault == ABSENT)
		return;
	host_lock(&uart_lock);
	if (!model->width || size == model->width) {
		if (offset < HOST_UART_SIZE)
			regs[offset / 4] = (unsigned int)value;
		model->write(offset, size, (unsigned int)value);
	}
	uart_model_set_line();
	host_unlock(&uart_lock);
}

static void *input_thread(void *arg)
{
	struct pollfd input = { .fd = 0, .events = POLLIN };
	unsigned char c;

	for (;;) {
		unsigned int room;

		host_lock(&uart_lock);
		room = DEPTH - nr_received;
		host_unlock(&uart_lock);
		if (!room) {
			usleep(1000);
			continue;
		}
		if (poll(&input, 1, -1) != 1 || read(0, &c, 1) != 1)
			return NULL;
		host_lock(&uart_lock);
		uart_model_arrive(c);
		uart_model_set_line();
		host_unlock(&uart_lock);
	}
}

int host_uart_option(const char *option)
{
	const char *comma = strchr(option, ',');
	unsigned long length = comma ? (unsigned long)(comma - option) : strlen(option);

	for (unsigned int i = 0; i < sizeof(models) / sizeof(models[0]); i++) {
		if (strlen(models[i].name) == length && !strncmp(models[i].name, option, length))
			model = &models[i];
	}
	for (enum fault f = NONE + 1; comma && f < NR_FAULTS; f++) {
		if (!strcmp(fault_names[f], comma + 1))
			fault = f;
	}
	return model && (!comma || fault != NONE);
}

/*
 * Enable the transmit interrupt in the register of the selected kind, as firmware may have left it.
 */
static void leave_on(void)
{
	if (model->write == imx_uart_write)
		regs[IMX_UCR1 / 4] = 1 << 6;
	else if (model->write == lpuart_uart_write)
		regs[LPUART_CTRL / 4] = 1 << 23;
	else if (model->write == meson_uart_write)
		regs[2] = 1 << 28;
	else if (model->write == mvebu_uart_write)
		regs[2] = 1 << 5;
	else if (model->write == ns16550_uart_write || model->write == xscale_uart_write)
		regs[1] |= 1 << 1;
	else if (model->write == scif_uart_write || model->write == scifa_uart_write)
		scif_regs[2] = 0x80;
	else if (model->write == cadence_uart_write)
		cadence_enabled = 8;
}

void host_uart_start(void)
{
	static const struct host_device uart = {
		.base = HOST_UART_BASE,
		.size = HOST_UART_SIZE,
		.read = uart_read,
		.write = uart_write,
	};
	static const struct host_device hsps = {
		.base = HOST_HSP_BASE,
		.size = HOST_HSP_SIZE,
		.read = uart_read,
		.write = uart_write,
	};
	sigset_t all, before;
	pthread_t thread;

	if (!model)
		return;
	if (model->write == xscale_uart_write)
		regs[1] = 0x40;		/* enabled, as by a boot loader */
	stuck = fault == BUSY;
	if (fault == LEFT_ON)
		leave_on();
	host_device_add(model->write == tcu_uart_write ? &hsps : &uart);
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	errno = pthread_create(&thread, NULL, input_thread, NULL);
	if (errno)
		host_die("thread of the UART");
	pthread_sigmask(SIG_SETMASK, &before, NULL);
}
