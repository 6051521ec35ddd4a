// SPDX-License-Identifier: BSD-2-Clause
/* Driver of the Samsung Exynos UART (Exynos 5 Dual User Manual, chapter 29). */

#include <internal/early.h>

#define UCON		0x04
#define UERSTAT		0x14	/* errors of the next character; reading clears them */
#define UFSTAT		0x18
#define UTXH		0x20
#define URXH		0x24
#define UINTP		0x30	/* writing 1 clears a bit */
#define UINTM		0x38
#define UCON_RX_IRQ	0x81	/* receive by interrupt or polling, with a time-out */
#define UERSTAT_BREAK	0x8
#define UFSTAT_RX	0x1ff	/* number of received characters, and "FIFO full" */
#define UFSTAT_TX_FULL	(1 << 24)
#define UINT_RX		0x1
#define UINT_ALL	0xf

static bool samsung_tx_ready(const struct early_uart *uart)
{
	return !(uart_readl(uart, UFSTAT) & UFSTAT_TX_FULL);
}

static void samsung_putc(const struct early_uart *uart, char c)
{
	uart_writel(uart, UTXH, (u8)c);
}

static int samsung_getc(const struct early_uart *uart)
{
	bool is_break;
	int c;

	uart_writel(uart, UINTP, UINT_RX);
	if (!(uart_readl(uart, UFSTAT) & UFSTAT_RX))
		return -1;
	is_break = uart_readl(uart, UERSTAT) & UERSTAT_BREAK;
	c = uart_readl(uart, URXH) & 0xff;
	return is_break ? UART_BREAK : c;
}

static void samsung_rx_interrupt(const struct early_uart *uart, bool on)
{
	uart_change(uart, UCON, UCON_RX_IRQ, true);
	uart_writel(uart, UINTM, on ? UINT_ALL & ~UINT_RX : UINT_ALL);
}

#define SAMSUNG(name, compat, early) \
	UART_DRIVER(name, .compatible = compat, .earlycon = early, .tx_ready = samsung_tx_ready, \
		    .putc = samsung_putc, .getc = samsung_getc, \
		    .rx_interrupt = samsung_rx_interrupt)

SAMSUNG(exynos4210, "samsung,exynos4210-uart", "exynos4210");
SAMSUNG(exynos5433, "samsung,exynos5433-uart", "");
SAMSUNG(exynos850, "samsung,exynos850-uart", "");
SAMSUNG(exynos8895, "samsung,exynos8895-uart", "");
SAMSUNG(gs101, "google,gs101-uart", "gs101");
