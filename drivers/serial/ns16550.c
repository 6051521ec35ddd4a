// SPDX-License-Identifier: BSD-2-Clause
/* Driver of 8250 and 16550 compatible UARTs, such as Synopsys DesignWare, and of similar UARTs. */

#include <internal/early.h>
#include <linux/io.h>

#define UART_RBR	0
#define UART_THR	0
#define UART_IER	1
#define UART_IIR	2
#define UART_LSR	5
#define DW_USR		0x1f
#define OMAP_EFR2	0x23
#define OMAP_TIMEOUT_L	0x26
#define OMAP_TIMEOUT_H	0x27
#define IER_RX		0x05	/* interrupts for received characters and line errors */
#define IER_MINI_RX	0x0d
#define IER_RX_TIMEOUT	0x10	/* on UARTs with a separate enable bit for the time-out */
#define IER_XSCALE_ON	0x40
#define IIR_MASK	0x0f
#define IIR_DW_BUSY	0x07
#define IIR_TIMEOUT	0x0c
#define LSR_DATA	0x01
#define LSR_BREAK	0x10	/* the next character to read is a break */
#define LSR_THR_EMPTY	0x20
#define LSR_ABSENT	0xff	/* read if there is no UART at the address */
#define EFR2_TIMEOUT	0x40	/* the time-out counts also while the FIFO is empty */

static unsigned int ns16550_read_reg(const struct early_uart *uart, unsigned int reg)
{
	void __iomem *addr = (void __iomem *)(uart->base + (reg << uart->reg_shift));

	return uart->io_width == 4 ? __raw_readl(addr) : __raw_readb(addr);
}

static void ns16550_write_reg(const struct early_uart *uart, unsigned int reg, unsigned int value)
{
	void __iomem *addr = (void __iomem *)(uart->base + (reg << uart->reg_shift));

	if (uart->io_width == 4)
		__raw_writel(value, addr);
	else
		__raw_writeb(value, addr);
}

static bool ns16550_tx_ready(const struct early_uart *uart)
{
	return ns16550_read_reg(uart, UART_LSR) & LSR_THR_EMPTY;
}

static void ns16550_putc(const struct early_uart *uart, char c)
{
	ns16550_write_reg(uart, UART_THR, c);
}

static int ns16550_getc(const struct early_uart *uart)
{
	unsigned int status = ns16550_read_reg(uart, UART_LSR);
	int c;

	if (!(status & LSR_DATA) || status == LSR_ABSENT)
		return -1;
	c = ns16550_read_reg(uart, UART_RBR) & 0xff;
	return status & LSR_BREAK ? UART_BREAK : c;
}

static void ns16550_rx_interrupt(const struct early_uart *uart, bool on)
{
	ns16550_write_reg(uart, UART_IER, on ? IER_RX : 0);
}

/* The mini-UART of BCM2835 raises its line only if bits 2 and 3 are set (errata of the manual). */
static void mini_rx_interrupt(const struct early_uart *uart, bool on)
{
	ns16550_write_reg(uart, UART_IER, on ? IER_MINI_RX : 0);
}

static void tegra_rx_interrupt(const struct early_uart *uart, bool on)
{
	ns16550_write_reg(uart, UART_IER, on ? IER_RX | IER_RX_TIMEOUT : 0);
}

/* Enable or disable the receive interrupt.  Without IER_XSCALE_ON, the whole UART is disabled. */
static void xscale_rx_interrupt(const struct early_uart *uart, bool on)
{
	ns16550_write_reg(uart, UART_IER, IER_XSCALE_ON | (on ? IER_RX | IER_RX_TIMEOUT : 0));
}

/*
 * Clear the interrupts that a DesignWare UART raises without a received character.  A write to LCR
 * while the UART is busy raises the interrupt until USR is read.  The time-out may be raised while
 * the FIFO is empty, until a character is read.
 */
static void dw_clear_irq(const struct early_uart *uart)
{
	unsigned int cause = ns16550_read_reg(uart, UART_IIR) & IIR_MASK;

	if (cause == IIR_DW_BUSY)
		ns16550_read_reg(uart, DW_USR);
	else if (cause == IIR_TIMEOUT &&
		 !(ns16550_read_reg(uart, UART_LSR) & (LSR_DATA | LSR_BREAK)))
		ns16550_read_reg(uart, UART_RBR);
}

/*
 * Clear the time-out (TI's erratum i2310): it may stay set for an empty FIFO until its time is
 * changed.
 */
static void am654_clear_irq(const struct early_uart *uart)
{
	unsigned int efr2, low, high;

	if ((ns16550_read_reg(uart, UART_IIR) & IIR_MASK) != IIR_TIMEOUT)
		return;
	efr2 = ns16550_read_reg(uart, OMAP_EFR2);
	low = ns16550_read_reg(uart, OMAP_TIMEOUT_L);
	high = ns16550_read_reg(uart, OMAP_TIMEOUT_H);
	ns16550_write_reg(uart, OMAP_TIMEOUT_H, 0xff);
	ns16550_write_reg(uart, OMAP_TIMEOUT_L, 0xff);
	ns16550_write_reg(uart, OMAP_EFR2, EFR2_TIMEOUT);
	ns16550_read_reg(uart, UART_IIR);
	ns16550_write_reg(uart, OMAP_EFR2, efr2);
	ns16550_write_reg(uart, OMAP_TIMEOUT_H, high);
	ns16550_write_reg(uart, OMAP_TIMEOUT_L, low);
}

#define NS16550(name, compat, early, shift, width, ...)			\
	UART_DRIVER(name, .compatible = compat, .earlycon = early,	\
		    .reg_shift = shift,					\
		    .io_width = width, .tx_ready = ns16550_tx_ready,	\
		    .putc = ns16550_putc, .getc = ns16550_getc, __VA_ARGS__)
#define NS16550_PLAIN(name, compat, early, shift, width)		\
	NS16550(name, compat, early, shift, width, .rx_interrupt = ns16550_rx_interrupt)

NS16550_PLAIN(ns16550a, "ns16550a", "uart8250", 0, 1);
NS16550_PLAIN(ns16550, "ns16550", "", 0, 1);
NS16550_PLAIN(ns8250, "ns8250", "", 0, 1);
NS16550_PLAIN(mt6577, "mediatek,mt6577-uart", "", 2, 4);
NS16550(dw_apb, "snps,dw-apb-uart", "", 2, 4, .rx_interrupt = ns16550_rx_interrupt,
	.clear_irq = dw_clear_irq);

/* The registers of a mini-UART's node start at its data register (BCM2835 ARM Peripherals, 2.2). */
NS16550(bcm2835_aux, "brcm,bcm2835-aux-uart", "bcm2835aux", 2, 4,
	.rx_interrupt = mini_rx_interrupt);

NS16550(am654, "ti,am654-uart", "", 2, 4, .rx_interrupt = ns16550_rx_interrupt,
	.clear_irq = am654_clear_irq);
NS16550(tegra20, "nvidia,tegra20-uart", "", 2, 4, .rx_interrupt = tegra_rx_interrupt);
NS16550(xscale, "intel,xscale-uart", "", 2, 4, .rx_interrupt = xscale_rx_interrupt);
