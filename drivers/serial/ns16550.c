// SPDX-License-Identifier: BSD-2-Clause
/* 8250 and 16550 compatible UARTs, Synopsys' DesignWare among them, and others that are much like them. */

#include <internal/early.h>
#include <linux/io.h>

#define UART_RBR	0
#define UART_THR	0
#define UART_IER	1
#define UART_LSR	5
#define IER_RX		0x01
#define IER_XSCALE_ON	0x40
#define LSR_DATA	0x01
#define LSR_BREAK	0x10	/* of the character that is read next */
#define LSR_THR_EMPTY	0x20

static unsigned int read_reg(const struct early_uart *uart, unsigned int reg)
{
	void __iomem *addr = (void __iomem *)(uart->base + (reg << uart->reg_shift));

	return uart->io_width == 4 ? __raw_readl(addr) : __raw_readb(addr);
}

static void write_reg(const struct early_uart *uart, unsigned int reg, unsigned int value)
{
	void __iomem *addr = (void __iomem *)(uart->base + (reg << uart->reg_shift));

	if (uart->io_width == 4)
		__raw_writel(value, addr);
	else
		__raw_writeb(value, addr);
}

static void ns16550_putc(const struct early_uart *uart, char c)
{
	while (!(read_reg(uart, UART_LSR) & LSR_THR_EMPTY))
		;
	write_reg(uart, UART_THR, c);
}

static int ns16550_getc(const struct early_uart *uart)
{
	unsigned int status = read_reg(uart, UART_LSR);
	int c;

	if (!(status & LSR_DATA))
		return -1;
	c = read_reg(uart, UART_RBR) & 0xff;
	return status & LSR_BREAK ? UART_BREAK : c;
}

static void ns16550_rx_interrupt(const struct early_uart *uart, bool on)
{
	write_reg(uart, UART_IER, on ? IER_RX : 0);
}

/* The whole UART is off without that bit. */
static void xscale_rx_interrupt(const struct early_uart *uart, bool on)
{
	write_reg(uart, UART_IER, IER_XSCALE_ON | (on ? IER_RX : 0));
}

#define NS16550_IRQ(name, compat, early, shift, width, irq)		\
	UART_DRIVER(name, .compatible = compat, .earlycon = early,	\
		    .reg_shift = shift,					\
		    .io_width = width, .putc = ns16550_putc,		\
		    .getc = ns16550_getc, .rx_interrupt = irq)
#define NS16550(name, compat, early, shift, width)			\
	NS16550_IRQ(name, compat, early, shift, width, ns16550_rx_interrupt)

NS16550(ns16550a, "ns16550a", "uart8250", 0, 1);
NS16550(ns16550, "ns16550", "", 0, 1);
NS16550(ns8250, "ns8250", "", 0, 1);
NS16550(dw_apb, "snps,dw-apb-uart", "", 2, 4);

/* The mini-UART (BCM2835 ARM Peripherals, 2.2): the node's registers start at its data register. */
NS16550(bcm2835_aux, "brcm,bcm2835-aux-uart", "bcm2835aux", 2, 4);

NS16550(mt6577, "mediatek,mt6577-uart", "", 2, 4);
NS16550(am654, "ti,am654-uart", "", 2, 4);
NS16550(tegra20, "nvidia,tegra20-uart", "", 2, 4);
NS16550_IRQ(xscale, "intel,xscale-uart", "", 2, 4, xscale_rx_interrupt);
