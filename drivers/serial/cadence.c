// SPDX-License-Identifier: BSD-2-Clause
/*
 * Driver of the Cadence UART of Xilinx Zynq (Zynq UltraScale+ Register Reference, UG1087, module
 * UART).
 */

#include <internal/early.h>

#define CONTROL		0x00
#define IRQ_ENABLE	0x08
#define IRQ_DISABLE	0x0c
#define IRQ_STATUS	0x14	/* writing 1 clears a bit */
#define RX_LEVEL	0x20
#define STATUS		0x2c
#define FIFO		0x30
#define CONTROL_ENABLE	0x14	/* receiver and transmitter */
#define CONTROL_DISABLE	0x28	/* receiver and transmitter; overrides CONTROL_ENABLE */
#define BYTE_STATUS	0x48	/* status of the next character to read; since r1p12 */
#define IRQ_ALL		0x3fff
#define IRQ_RX		0x01
#define IRQ_FRAMING	0x40
#define BYTE_BREAK	0x04
#define STATUS_RX_EMPTY	0x02
#define STATUS_TX_FULL	0x10

static void cadence_setup(struct early_uart *uart)
{
	uart_writel(uart, CONTROL, (uart_readl(uart, CONTROL) & ~CONTROL_DISABLE) | CONTROL_ENABLE);
}

static bool cadence_tx_ready(const struct early_uart *uart)
{
	return !(uart_readl(uart, STATUS) & STATUS_TX_FULL);
}

static void cadence_putc(const struct early_uart *uart, char c)
{
	uart_writel(uart, FIFO, (u8)c);
}

/*
 * Read a character.  The interrupt's status bit is cleared before the read, so that a later
 * character sets it again.
 */
static int cadence_getc(const struct early_uart *uart)
{
	uart_writel(uart, IRQ_STATUS, IRQ_RX);
	return uart_readl(uart, STATUS) & STATUS_RX_EMPTY ? -1
							  : (int)(uart_readl(uart, FIFO) & 0xff);
}

static int cadence_r1p12_getc(const struct early_uart *uart)
{
	bool is_break = uart_readl(uart, BYTE_STATUS) & BYTE_BREAK;
	int c = cadence_getc(uart);

	return is_break && c >= 0 ? UART_BREAK : c;
}

/*
 * Read a character.  The hardware has no status bit for a break: a character 0 with a framing error
 * is a break.  The framing error of a break is cleared.
 */
static int cadence_r1p8_getc(const struct early_uart *uart)
{
	int c = cadence_getc(uart);

	if (c || !(uart_readl(uart, IRQ_STATUS) & IRQ_FRAMING))
		return c;
	uart_writel(uart, IRQ_STATUS, IRQ_FRAMING);
	return UART_BREAK;
}

static void cadence_rx_interrupt(const struct early_uart *uart, bool on)
{
	uart_writel(uart, RX_LEVEL, 1);
	uart_writel(uart, IRQ_DISABLE, IRQ_ALL);
	if (on)
		uart_writel(uart, IRQ_ENABLE, IRQ_RX);
}

#define CADENCE(name, compat, early, get)							\
	UART_DRIVER(name, .compatible = compat, .earlycon = early, .setup = cadence_setup,	\
		    .tx_ready = cadence_tx_ready, .putc = cadence_putc, .getc = get,		\
		    .rx_interrupt = cadence_rx_interrupt)

CADENCE(cadence_r1p12, "cdns,uart-r1p12", "", cadence_r1p12_getc);
CADENCE(cadence_r1p8, "cdns,uart-r1p8", "", cadence_r1p8_getc);
CADENCE(xuartps, "xlnx,xuartps", "cdns", cadence_r1p8_getc);
