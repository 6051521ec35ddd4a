// SPDX-License-Identifier: BSD-2-Clause
/*
 * Driver of the NXP LPUART with registers of 32 bits (i.MX 93 Applications Processor Reference
 * Manual, chapter "Low Power UART").  On i.MX, 16 bytes of version registers precede the registers;
 * Layerscape has no version registers.
 */

#include <internal/early.h>

#define STAT		0x04
#define CTRL		0x08
#define DATA		0x0c
#define WATER		0x1c
#define VERSION_SIZE	0x10
#define STAT_TX_EMPTY	(1 << 23)
#define STAT_OVERRUN	(1 << 19)	/* stops reception; writing 1 clears it */
#define CTRL_RX_ENABLE	(1 << 18)
#define CTRL_TX_ENABLE	(1 << 19)
#define CTRL_RX_IRQ	(1 << 21)
#define CTRL_IRQS	(0xff << 20)
#define DATA_FRAME_ERROR	(1 << 13)	/* a break, if the character is 0 */
#define WATER_RX_COUNT	24	/* lowest bit of the number of received characters */

static void lpuart_setup(struct early_uart *uart)
{
	uart_change(uart, CTRL, CTRL_TX_ENABLE | CTRL_RX_ENABLE, true);
}

static void lpuart_imx_setup(struct early_uart *uart)
{
	uart->base += VERSION_SIZE;
	uart->phys += VERSION_SIZE;
	lpuart_setup(uart);
}

static bool lpuart_tx_ready(const struct early_uart *uart)
{
	return uart_readl(uart, STAT) & STAT_TX_EMPTY;
}

static void lpuart_putc(const struct early_uart *uart, char c)
{
	uart_writel(uart, DATA, (u8)c);
}

static int lpuart_getc(const struct early_uart *uart)
{
	u32 received;

	if (uart_readl(uart, STAT) & STAT_OVERRUN)
		uart_change(uart, STAT, STAT_OVERRUN, true);
	if (!(uart_readl(uart, WATER) >> WATER_RX_COUNT))
		return -1;
	received = uart_readl(uart, DATA) & (DATA_FRAME_ERROR | 0xff);
	return received == DATA_FRAME_ERROR ? UART_BREAK : (int)(received & 0xff);
}

static void lpuart_rx_interrupt(const struct early_uart *uart, bool on)
{
	uart_change(uart, CTRL, CTRL_IRQS, false);
	uart_change(uart, CTRL, CTRL_RX_IRQ, on);
}

#define LPUART(name, compat, early, how)							\
	UART_DRIVER(name, .compatible = compat, .earlycon = early, .setup = how,		\
		    .tx_ready = lpuart_tx_ready, .putc = lpuart_putc, .getc = lpuart_getc,	\
		    .rx_interrupt = lpuart_rx_interrupt)

LPUART(lpuart_imx7ulp, "fsl,imx7ulp-lpuart", "", lpuart_imx_setup);
LPUART(lpuart_imx8ulp, "fsl,imx8ulp-lpuart", "", lpuart_imx_setup);
LPUART(lpuart_imx8qxp, "fsl,imx8qxp-lpuart", "", lpuart_imx_setup);
LPUART(lpuart_ls1028a, "fsl,ls1028a-lpuart", "lpuart32", lpuart_setup);
