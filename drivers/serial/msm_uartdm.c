// SPDX-License-Identifier: BSD-2-Clause
/*
 * Driver of Qualcomm's UARTDM, version 1.4 (APQ8016E Technical Reference Manual, chapter "UART"),
 * without DMA.  The driver configures the FIFOs to have one character in each word.
 */

#include <internal/early.h>

#define RX_LEVEL	0x020	/* RFWR */
#define MODE		0x03c	/* DMEN */
#define TX_COUNT	0x040	/* NCF_TX */
#define STATUS		0x0a4
#define COMMAND		0x0a8
#define IRQ_MASK	0x0b0	/* 1 enables an interrupt */
#define IRQ_STATUS	0x0b4
#define TX_FIFO		0x100
#define RX_FIFO		0x140
#define MODE_SINGLE	0x30	/* receiver and transmitter: one character in a word */
#define STATUS_RX_READY	0x01
#define STATUS_TX_EMPTY	0x08
#define COMMAND_TX_READY	0x300	/* clears IRQ_TX_READY in IRQ_STATUS */
#define COMMAND_BREAK		0x820	/* clears IRQ_BREAK in IRQ_STATUS */
#define IRQ_RX_LEVEL	0x10
#define IRQ_TX_READY	0x80
#define IRQ_BREAK	0x400	/* a break has begun; the FIFO then contains a 0 */

static void uartdm_setup(struct early_uart *uart)
{
	uart_writel(uart, MODE, MODE_SINGLE);
}

static bool uartdm_tx_ready(const struct early_uart *uart)
{
	return uart_readl(uart, STATUS) & STATUS_TX_EMPTY ||
	       uart_readl(uart, IRQ_STATUS) & IRQ_TX_READY;
}

static void uartdm_putc(const struct early_uart *uart, char c)
{
	uart_writel(uart, COMMAND, COMMAND_TX_READY);
	uart_writel(uart, TX_COUNT, 1);
	uart_readl(uart, TX_COUNT);	/* wait until the count is accepted */
	uart_writel(uart, TX_FIFO, (u8)c);
}

static int uartdm_getc(const struct early_uart *uart)
{
	int c;

	if (!(uart_readl(uart, STATUS) & STATUS_RX_READY))
		return -1;
	c = uart_readl(uart, RX_FIFO) & 0xff;
	if (c || !(uart_readl(uart, IRQ_STATUS) & IRQ_BREAK))
		return c;
	uart_writel(uart, COMMAND, COMMAND_BREAK);
	return UART_BREAK;
}

static void uartdm_rx_interrupt(const struct early_uart *uart, bool on)
{
	uart_writel(uart, RX_LEVEL, 0);	/* interrupt when one or more characters are received */
	uart_writel(uart, IRQ_MASK, on ? IRQ_RX_LEVEL : 0);
}

UART_DRIVER(msm_uartdm, .compatible = "qcom,msm-uartdm-v1.4", .earlycon = "msm_serial_dm",
	    .setup = uartdm_setup, .tx_ready = uartdm_tx_ready, .putc = uartdm_putc,
	    .getc = uartdm_getc, .rx_interrupt = uartdm_rx_interrupt);
