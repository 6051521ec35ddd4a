// SPDX-License-Identifier: BSD-2-Clause
/* SiFive UART (FU540-C000 manual, chapter 13). */

#include <linux/io.h>
#include <quarry/early.h>

#define UART_TXDATA	0x00
#define UART_RXDATA	0x04
#define UART_TXCTRL	0x08
#define UART_RXCTRL	0x0c
#define UART_IE		0x10
#define TXDATA_FULL	0x80000000
#define RXDATA_EMPTY	0x80000000
#define CTRL_ENABLE	1
#define IE_RXWM		2

static void __iomem *reg(const struct early_uart *uart, unsigned int offset)
{
	return (void __iomem *)(uart->base + offset);
}

static void sifive_setup(struct early_uart *uart)
{
	__raw_writel(__raw_readl(reg(uart, UART_TXCTRL)) | CTRL_ENABLE, reg(uart, UART_TXCTRL));
	__raw_writel(CTRL_ENABLE, reg(uart, UART_RXCTRL));
}

static void sifive_putc(const struct early_uart *uart, char c)
{
	while (__raw_readl(reg(uart, UART_TXDATA)) & TXDATA_FULL)
		;
	__raw_writel((u8)c, reg(uart, UART_TXDATA));
}

static int sifive_getc(const struct early_uart *uart)
{
	u32 data = __raw_readl(reg(uart, UART_RXDATA));

	return data & RXDATA_EMPTY ? -1 : (int)(data & 0xff);
}

static void sifive_rx_interrupt(const struct early_uart *uart, bool on)
{
	__raw_writel(on ? IE_RXWM : 0, reg(uart, UART_IE));
}

UART_DRIVER(sifive0, .compatible = "sifive,uart0", .setup = sifive_setup, .putc = sifive_putc,
	    .getc = sifive_getc, .rx_interrupt = sifive_rx_interrupt);
