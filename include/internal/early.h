/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef INTERNAL_EARLY_H
#define INTERNAL_EARLY_H

/*
 * Print text and create page tables before the MMU is on (kernel/early.c).
 *
 * The code runs at the image's physical address.  The code is position independent, but addresses
 * that the linker stored in static data must be converted by early_ptr().  The functions also work
 * with the MMU on, until the console is set up.
 */

#include <linux/types.h>
#include <linux/compiler.h>
#include <linux/io.h>
#include <linux/pgtable.h>

struct dtb;
struct early_uart;

/*
 * The driver of a polled UART, with the functions that the console needs.  drivers/serial has one
 * driver for each kind of UART.  If rx_interrupt is not NULL, the console receives characters by
 * interrupt.
 */
struct uart_driver {
	char compatible[32];
	char earlycon[16];	/* Linux's name for "earlycon=", or "" */
	/*
	 * Defaults for log2 of the distance between registers in bytes, and for the access width.
	 */
	u8 reg_shift;
	u8 io_width;
	/* Enable the transmitter, which reset or firmware may have disabled.  Optional. */
	void (*setup)(struct early_uart *uart);
	/* Return true if the transmitter can accept a character. */
	bool (*tx_ready)(const struct early_uart *uart);
	void (*putc)(const struct early_uart *uart, char c);
	/* Return a received character, UART_BREAK if supported, or -1.  Optional. */
	int (*getc)(const struct early_uart *uart);
	/* Enable or disable the receive interrupt.  Optional. */
	void (*rx_interrupt)(const struct early_uart *uart, bool on);
	/*
	 * Called after an interrupt without a received character, to clear other causes.  Optional.
	 */
	void (*clear_irq)(const struct early_uart *uart);
#ifdef CONFIG_SERIAL_WITHOUT_REG
	/*
	 * Find the transmitter of a node without registers.  Returns 0 or an error.  Called while
	 * the MMU is off.  Optional.
	 */
	int (*find)(const struct dtb *dtb, int node, u64 *base);
#endif
};

#define UART_BREAK	0x100	/* the line was low for longer than a character */

struct early_uart {
	unsigned long base;	/* current address of the registers */
	phys_addr_t phys;
	u8 reg_shift;
	u8 io_width;
	bool guessed;		/* no UART is configured; this is the tree's first supported one */
	const struct uart_driver *driver;
#ifdef CONFIG_SERIAL_WITHOUT_REG
	int rx_irq;		/* receive interrupt that the driver found; 0 to use the node's */
#endif
};

/* Read a 32-bit register. */
static inline u32 uart_readl(const struct early_uart *uart, unsigned int reg)
{
	return __raw_readl((void __iomem *)(uart->base + reg));
}

static inline void uart_writel(const struct early_uart *uart, unsigned int reg, u32 value)
{
	__raw_writel(value, (void __iomem *)(uart->base + reg));
}

/* Set or clear bits of a register. */
static inline void uart_change(const struct early_uart *uart, unsigned int reg, u32 bits, bool on)
{
	u32 value = uart_readl(uart, reg);

	uart_writel(uart, reg, on ? value | bits : value & ~bits);
}

#define UART_DRIVER(name, ...)							\
	static const struct uart_driver __uart_##name = { __VA_ARGS__ };		\
	static const struct uart_driver *const __uart_ptr_##name __used __retain	\
		__section("tbl_uart") = &__uart_##name

/*
 * Find the console's UART while the MMU is off.  The first of these sources that exists is used:
 * "earlycon=NAME[,mmio|,mmio32],ADDRESS" in the boot arguments, as in Linux; CONFIG_EARLY_UART in
 * the same form; stdout-path of the device tree; the first node that a driver supports.  A NAME
 * without an address selects the port's firmware channel, "sbi" or "smh".
 */
void early_console_init(phys_addr_t dtb);

/* The console's UART; its base is 0 until early_console_init() has found a UART. */
extern struct early_uart early_uart;

/* Use physical addresses of the console's registers again.  Called after the MMU was turned off. */
void early_console_unmapped(void);

void early_puts(const char *s);
void early_puthex(u64 value);
void early_putc(char c);
/*
 * Print a character if the UART can accept it, or return false.  The caller repeats the call with
 * the same character, and does not make two calls at the same time.
 */
bool early_try_putc(char c);

/*
 * Print the RAM bank that contains the address, for faults before full fault reports are possible.
 */
void early_explain_address(unsigned long address);

/* Print the text and the value, and stop the machine with a failure status. */
void early_fail(const char *text, u64 value) __noreturn;

/* Convert a link-time address to the address at which the image runs now. */
void *early_ptr(const void *linked);

/*
 * Print to the port's console without a device tree: SBI or semihosting.  Returns false if the
 * port has no such console.
 */
bool arch_early_putc(char c);
int arch_early_getc(void);	/* a character, or -1 */

/*
 * Allocate a page for the boot tables, or return NULL if all EARLY_TABLES are used.  With 4 KiB
 * pages and 5 levels, the maximum is 5 + 3 + 3 + 3 + 4:
 *
 *  - 5 for one gigabyte with the image, the windows and a page: one per level;
 *  - 3 tables of pages for the blocks that are mapped in part: the last one of the image and two of
 *    the device tree;
 *  - 3 for the first chunk of RAM with the later page tables: one per level except the root and
 *    the leaf level;
 *  - 3 for further chunks, which are mapped in part, or are in other gigabytes;
 *  - 4 for a port's identity map of the code that enables the MMU: 3 upper levels, and pages.
 *
 * Larger pages have larger blocks, so everything is mapped by pages.  With at most 4 levels, the
 * maximum is 5 + 3 + 3 + 4: 3 upper levels and a table of pages each for the image and the windows;
 * one table per level except the root for the RAM, and 3 for further chunks; 4 for the identity
 * map.
 */
#define EARLY_TABLES 18
pte_t *early_table_alloc(struct pgtable *table);

/* Initialize empty boot tables with @levels levels. */
void early_table_init(struct pgtable *table, unsigned int levels);

/* Map the image, the device tree and the console (if there is one) in the boot tables. */
int early_map_image(struct pgtable *table);
int early_map_dtb(struct pgtable *table);

/* Return the physical pages of the device tree and the address of their mapping. */
unsigned long early_dtb_pages(phys_addr_t *pa, unsigned long *size);

int early_map_console(struct pgtable *table);

#endif /* INTERNAL_EARLY_H */
