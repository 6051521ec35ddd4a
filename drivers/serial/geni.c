// SPDX-License-Identifier: BSD-2-Clause
/*
 * Driver of Qualcomm's GENI serial engine with the firmware of a UART.  The main sequencer sends
 * the number of characters that a command specifies.  The secondary sequencer receives until it is
 * stopped.  The driver sets the packing so that each word of the FIFOs has one character, whatever
 * packing the boot loader has set.
 */

#include <internal/early.h>

#define ENGINE_STATUS	0x040
#define TX_PACKING	0x260	/* two registers, as for RX_PACKING */
#define TX_LENGTH	0x270
#define RX_PACKING	0x284
#define M_COMMAND	0x600
#define S_COMMAND	0x630
#define S_IRQ_STATUS	0x640
#define S_IRQ_ENABLE	0x644
#define S_IRQ_CLEAR	0x648
#define TX_FIFO		0x700
#define RX_FIFO		0x780
#define RX_STATUS	0x804
#define RX_LEVEL	0x810
#define IRQ_ENABLE	0xe1c
#define ENGINE_SENDS	(1 << 0)
#define ENGINE_RECEIVES	(1 << 12)
#define PACKING_BYTE	0x00f	/* one character per word, in bits 0 to 7 */
#define COMMAND_START	(1 << 27)
#define IRQ_RX		(3 << 26)	/* the FIFO level was reached, or the line is idle */
#define IRQ_BREAK	(3 << 11)	/* begin and end of a break, which is a 0 in the FIFO */
#define IRQ_SECONDARY	(1 << 3)
#define STATUS_WORDS	0x1ffffff

static void geni_setup(struct early_uart *uart)
{
	uart_writel(uart, TX_PACKING, PACKING_BYTE);
	uart_writel(uart, TX_PACKING + 4, 0);
	uart_writel(uart, RX_PACKING, PACKING_BYTE);
	uart_writel(uart, RX_PACKING + 4, 0);
	if (!(uart_readl(uart, ENGINE_STATUS) & ENGINE_RECEIVES))
		uart_writel(uart, S_COMMAND, COMMAND_START);
}

static bool geni_tx_ready(const struct early_uart *uart)
{
	return !(uart_readl(uart, ENGINE_STATUS) & ENGINE_SENDS);
}

static void geni_putc(const struct early_uart *uart, char c)
{
	uart_writel(uart, TX_LENGTH, 1);
	uart_writel(uart, M_COMMAND, COMMAND_START);
	uart_writel(uart, TX_FIFO, (u8)c);
}

static int geni_getc(const struct early_uart *uart)
{
	int c;

	uart_writel(uart, S_IRQ_CLEAR, IRQ_RX);
	if (!(uart_readl(uart, RX_STATUS) & STATUS_WORDS))
		return -1;
	c = uart_readl(uart, RX_FIFO) & 0xff;
	if (c || !(uart_readl(uart, S_IRQ_STATUS) & IRQ_BREAK))
		return c;
	uart_writel(uart, S_IRQ_CLEAR, IRQ_BREAK);
	return UART_BREAK;
}

static void geni_rx_interrupt(const struct early_uart *uart, bool on)
{
	uart_writel(uart, RX_LEVEL, 1);
	uart_writel(uart, IRQ_ENABLE, IRQ_SECONDARY);
	uart_writel(uart, S_IRQ_ENABLE, on ? IRQ_RX : 0);
}

UART_DRIVER(geni, .compatible = "qcom,geni-debug-uart", .earlycon = "qcom_geni",
	    .setup = geni_setup, .tx_ready = geni_tx_ready, .putc = geni_putc, .getc = geni_getc,
	    .rx_interrupt = geni_rx_interrupt);
