// SPDX-License-Identifier: BSD-2-Clause
/*
 * Driver of Arm PrimeCell PL011 (DDI 0183) and of the SBSA generic UART, which has a subset of its
 * registers.
 */

#include <internal/early.h>

#define UARTDR		0x00
#define UARTFR		0x18
#define UARTCR		0x30
#define UARTIMSC	0x38
#define DR_BREAK	0x400
#define FR_RX_EMPTY	0x10
#define FR_TX_FULL	0x20
#define CR_ENABLE	0x301	/* UARTEN, TXE, RXE */
#define IMSC_RX		0x50	/* RXIM and RTIM */

static void pl011_setup(struct early_uart *uart)
{
	uart_change(uart, UARTCR, CR_ENABLE, true);
}

static bool pl011_tx_ready(const struct early_uart *uart)
{
	return !(uart_readl(uart, UARTFR) & FR_TX_FULL);
}

static void pl011_putc(const struct early_uart *uart, char c)
{
	uart_writel(uart, UARTDR, (u8)c);
}

static int pl011_getc(const struct early_uart *uart)
{
	u32 received;

	if (uart_readl(uart, UARTFR) & FR_RX_EMPTY)
		return -1;
	received = uart_readl(uart, UARTDR);
	return received & DR_BREAK ? UART_BREAK : (int)(received & 0xff);
}

static void pl011_rx_interrupt(const struct early_uart *uart, bool on)
{
	uart_writel(uart, UARTIMSC, on ? IMSC_RX : 0);
}

UART_DRIVER(pl011, .compatible = "arm,pl011", .earlycon = "pl011", .setup = pl011_setup,
	    .tx_ready = pl011_tx_ready, .putc = pl011_putc, .getc = pl011_getc,
	    .rx_interrupt = pl011_rx_interrupt);
UART_DRIVER(sbsa, .compatible = "arm,sbsa-uart", .tx_ready = pl011_tx_ready, .putc = pl011_putc,
	    .getc = pl011_getc, .rx_interrupt = pl011_rx_interrupt);
