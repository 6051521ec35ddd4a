// SPDX-License-Identifier: BSD-2-Clause
/* Driver of the NXP i.MX UART (i.MX 8M Mini Applications Processor Reference Manual, 16.2). */

#include <internal/early.h>

#define URXD		0x00
#define UTXD		0x40
#define UCR1		0x80
#define UCR2		0x84
#define UCR4		0x8c
#define USR2		0x98
#define UTS		0xb4
#define URXD_BREAK	0x800
#define UCR1_ENABLE	0x1
#define UCR1_IRQS	0xb368	/* ADEN, TRDYEN, IDEN, RRDYEN, TXMPTYEN, RTSDEN, and DMA requests */
#define UCR2_ENABLE	0x7	/* RXEN, TXEN, and SRST (1: not in reset) */
#define UCR2_IRQS	0x8018	/* ESCI, RTSEN, ATEN */
#define UCR4_IRQS	0xf
#define UCR4_DATA_READY	0x1
#define USR2_DATA_READY	0x1
#define UTS_TX_FULL	0x10

static void imx_setup(struct early_uart *uart)
{
	uart_change(uart, UCR1, UCR1_ENABLE, true);
	uart_change(uart, UCR2, UCR2_ENABLE, true);
}

static bool imx_tx_ready(const struct early_uart *uart)
{
	return !(uart_readl(uart, UTS) & UTS_TX_FULL);
}

static void imx_putc(const struct early_uart *uart, char c)
{
	uart_writel(uart, UTXD, (u8)c);
}

static int imx_getc(const struct early_uart *uart)
{
	u32 received;

	if (!(uart_readl(uart, USR2) & USR2_DATA_READY))
		return -1;
	received = uart_readl(uart, URXD);
	return received & URXD_BREAK ? UART_BREAK : (int)(received & 0xff);
}

static void imx_rx_interrupt(const struct early_uart *uart, bool on)
{
	uart_change(uart, UCR1, UCR1_IRQS, false);
	uart_change(uart, UCR2, UCR2_IRQS, false);
	uart_change(uart, UCR4, UCR4_IRQS, false);
	uart_change(uart, UCR4, UCR4_DATA_READY, on);
}

#define IMX(name, compat, early)							\
	UART_DRIVER(name, .compatible = compat, .earlycon = early, .setup = imx_setup,	\
		    .tx_ready = imx_tx_ready, .putc = imx_putc, .getc = imx_getc,	\
		    .rx_interrupt = imx_rx_interrupt)

IMX(imx6q, "fsl,imx6q-uart", "ec_imx6q");
IMX(imx21, "fsl,imx21-uart", "ec_imx21");
