// SPDX-License-Identifier: BSD-2-Clause
/* Driver of the Amlogic Meson UART (S905X3 Datasheet, 12.5). */

#include <internal/early.h>

#define WFIFO		0x00
#define RFIFO		0x04
#define CONTROL		0x08
#define STATUS		0x0c
#define MISC		0x10
#define CONTROL_ENABLE	(3 << 12)	/* transmitter and receiver */
#define CONTROL_CLEAR_ERROR	(1 << 24)	/* errors are cleared while this is 1 */
#define CONTROL_RX_IRQ	(1 << 27)
#define CONTROL_TX_IRQ	(1 << 28)
#define STATUS_FRAME_ERROR	(1 << 17)	/* sticky; a break if the character is 0 */
#define STATUS_RX_EMPTY	(1 << 20)
#define STATUS_TX_FULL	(1 << 21)
#define MISC_RX_LEVEL	0xff

static void meson_setup(struct early_uart *uart)
{
	uart_change(uart, CONTROL, CONTROL_ENABLE, true);
}

static bool meson_tx_ready(const struct early_uart *uart)
{
	return !(uart_readl(uart, STATUS) & STATUS_TX_FULL);
}

static void meson_putc(const struct early_uart *uart, char c)
{
	uart_writel(uart, WFIFO, (u8)c);
}

static int meson_getc(const struct early_uart *uart)
{
	u32 status = uart_readl(uart, STATUS);
	int c;

	if (status & STATUS_RX_EMPTY)
		return -1;
	c = uart_readl(uart, RFIFO) & 0xff;
	if (c || !(status & STATUS_FRAME_ERROR))
		return c;
	uart_change(uart, CONTROL, CONTROL_CLEAR_ERROR, true);
	uart_change(uart, CONTROL, CONTROL_CLEAR_ERROR, false);
	return UART_BREAK;
}

static void meson_rx_interrupt(const struct early_uart *uart, bool on)
{
	/* Raise the interrupt when one or more characters are received. */
	uart_writel(uart, MISC, (uart_readl(uart, MISC) & ~MISC_RX_LEVEL) | 1);
	uart_change(uart, CONTROL, CONTROL_TX_IRQ, false);
	uart_change(uart, CONTROL, CONTROL_RX_IRQ, on);
}

#define MESON(name, compat, early)								\
	UART_DRIVER(name, .compatible = compat, .earlycon = early, .setup = meson_setup,	\
		    .tx_ready = meson_tx_ready, .putc = meson_putc, .getc = meson_getc,		\
		    .rx_interrupt = meson_rx_interrupt)

MESON(meson_gx, "amlogic,meson-gx-uart", "");
MESON(meson_s4, "amlogic,meson-s4-uart", "");
MESON(meson_ao, "amlogic,meson-ao-uart", "meson");
