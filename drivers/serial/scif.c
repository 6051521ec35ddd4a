// SPDX-License-Identifier: BSD-2-Clause
/*
 * Driver of Renesas SCIF and HSCIF (R-Car Series, 3rd Generation User's Manual, chapters 52 and
 * 53), and of the SCIFA of RZ/G2L and RZ/V2H, whose registers have a smaller stride.  To clear a
 * status bit, write 0 after the bit was read as 1; writing 1 does not change the bit.
 */

#include <internal/early.h>
#include <linux/io.h>

enum { SCR = 2, TDR, FSR, RDR, FCR, FDR, LSR = 9 };	/* numbers of registers */

#define SCR_ENABLE	0x30	/* transmitter and receiver */
#define SCR_RX_IRQ	0x40
#define SCR_IRQS	0xcc	/* transmitter, receiver, errors, time-out */
#define FSR_TX_END	0x40
#define FSR_TX_EMPTY	0x20 /* the FIFO contains at most as many characters as the trigger level */
#define FSR_RX		0x83	/* characters received, or time-out; errors, which stop reception */
#define FSR_BREAK	0x10	/* break; follows all characters except the 0 that it may cause */
#define FCR_LEVELS	0xc0	/* trigger level of the receiver; 0: one character */
#define FDR_RX_COUNT	0xff
#define LSR_OVERRUN	0x01

static void __iomem *at(const struct early_uart *uart, unsigned int number)
{
	return (void __iomem *)(uart->base + (number << uart->reg_shift));
}

static unsigned int scif_read_reg(const struct early_uart *uart, unsigned int number)
{
	return __raw_readw(at(uart, number));
}

static void scif_write_reg(const struct early_uart *uart, unsigned int number, unsigned int value)
{
	__raw_writew(value, at(uart, number));
}

static void clear_status(const struct early_uart *uart, unsigned int bits)
{
	scif_read_reg(uart, FSR);
	scif_write_reg(uart, FSR, ~bits & 0xffff);
}

static void scif_setup(struct early_uart *uart)
{
	scif_write_reg(uart, SCR, scif_read_reg(uart, SCR) | SCR_ENABLE);
}

static bool scif_tx_ready(const struct early_uart *uart)
{
	return scif_read_reg(uart, FSR) & FSR_TX_EMPTY;
}

static void scif_putc(const struct early_uart *uart, char c)
{
	__raw_writeb(c, at(uart, TDR));
	clear_status(uart, FSR_TX_EMPTY | FSR_TX_END);
}

static int scif_getc(const struct early_uart *uart)
{
	int c = -1;

	if (scif_read_reg(uart, LSR) & LSR_OVERRUN)
		scif_write_reg(uart, LSR, 0);
	if (scif_read_reg(uart, FDR) & FDR_RX_COUNT)
		c = __raw_readb(at(uart, RDR));
	if (c <= 0 && scif_read_reg(uart, FSR) & FSR_BREAK) {
		clear_status(uart, FSR_RX | FSR_BREAK);
		return UART_BREAK;
	}
	clear_status(uart, FSR_RX);
	return c;
}

static void scif_rx_interrupt(const struct early_uart *uart, bool on)
{
	scif_write_reg(uart, FCR, scif_read_reg(uart, FCR) & ~FCR_LEVELS);
	scif_write_reg(uart, SCR, (scif_read_reg(uart, SCR) & ~SCR_IRQS) | (on ? SCR_RX_IRQ : 0));
}

#define SCIF(name, compat, early, shift)							\
	UART_DRIVER(name, .compatible = compat, .earlycon = early, .reg_shift = shift,	\
		    .setup = scif_setup, .tx_ready = scif_tx_ready, .putc = scif_putc,		\
		    .getc = scif_getc, .rx_interrupt = scif_rx_interrupt)

SCIF(scif_rz, "renesas,scif-r9a07g044", "rzscifa", 1);
SCIF(scif_v2h, "renesas,scif-r9a09g057", "rzv2hscif", 1);
SCIF(scif, "renesas,scif", "scif", 2);
SCIF(hscif, "renesas,hscif", "hscif", 2);
