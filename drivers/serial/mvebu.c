// SPDX-License-Identifier: BSD-2-Clause
/* Driver of the first UART of Marvell Armada 3700 (Armada 37xx Functional Specification, UART1). */

#include <internal/early.h>

#define RX		0x00
#define TX		0x04
#define CONTROL		0x08
#define STATUS		0x0c
#define CONTROL_IRQS	0x1ff
#define CONTROL_RX_IRQ	(1 << 4)
#define STATUS_BREAK	(1 << 3)	/* the next character to read is a break */
#define STATUS_RX_READY	(1 << 4)
#define STATUS_TX_FULL	(1 << 11)

static bool mvebu_tx_ready(const struct early_uart *uart)
{
	return !(uart_readl(uart, STATUS) & STATUS_TX_FULL);
}

static void mvebu_putc(const struct early_uart *uart, char c)
{
	uart_writel(uart, TX, (u8)c);
}

static int mvebu_getc(const struct early_uart *uart)
{
	u32 status = uart_readl(uart, STATUS);
	int c;

	if (!(status & STATUS_RX_READY))
		return -1;
	c = uart_readl(uart, RX) & 0xff;
	return status & STATUS_BREAK ? UART_BREAK : c;
}

static void mvebu_rx_interrupt(const struct early_uart *uart, bool on)
{
	uart_change(uart, CONTROL, CONTROL_IRQS, false);
	uart_change(uart, CONTROL, CONTROL_RX_IRQ, on);
}

UART_DRIVER(mvebu, .compatible = "marvell,armada-3700-uart", .earlycon = "ar3700_uart",
	    .tx_ready = mvebu_tx_ready, .putc = mvebu_putc, .getc = mvebu_getc,
	    .rx_interrupt = mvebu_rx_interrupt);
