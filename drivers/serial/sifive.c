// SPDX-License-Identifier: BSD-2-Clause
/* Driver of the SiFive UART (FU540-C000 manual, chapter 13). */

#include <internal/early.h>

#define UART_TXDATA	0x00
#define UART_RXDATA	0x04
#define UART_TXCTRL	0x08
#define UART_RXCTRL	0x0c
#define UART_IE		0x10
#define TXDATA_FULL	0x80000000
#define RXDATA_EMPTY	0x80000000
#define CTRL_ENABLE	1
#define IE_RXWM		2

static void sifive_setup(struct early_uart *uart)
{
	uart_change(uart, UART_TXCTRL, CTRL_ENABLE, true);
	uart_writel(uart, UART_RXCTRL, CTRL_ENABLE);
}

static bool sifive_tx_ready(const struct early_uart *uart)
{
	return !(uart_readl(uart, UART_TXDATA) & TXDATA_FULL);
}

static void sifive_putc(const struct early_uart *uart, char c)
{
	uart_writel(uart, UART_TXDATA, (u8)c);
}

static int sifive_getc(const struct early_uart *uart)
{
	u32 data = uart_readl(uart, UART_RXDATA);

	return data & RXDATA_EMPTY ? -1 : (int)(data & 0xff);
}

static void sifive_rx_interrupt(const struct early_uart *uart, bool on)
{
	uart_writel(uart, UART_IE, on ? IE_RXWM : 0);
}

UART_DRIVER(sifive0, .compatible = "sifive,uart0", .earlycon = "sifive", .setup = sifive_setup,
	    .tx_ready = sifive_tx_ready, .putc = sifive_putc, .getc = sifive_getc,
	    .rx_interrupt = sifive_rx_interrupt);
