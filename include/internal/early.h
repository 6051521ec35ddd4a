/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef INTERNAL_EARLY_H
#define INTERNAL_EARLY_H

/*
 * Output and mapping before the MMU is on (kernel/early.c).
 *
 * Code that runs then executes at the image's physical address: it is compiled PC-relative, and an
 * address that the linker stored in static data must go through early_ptr() before it is used.  The same
 * functions keep working after the MMU is on, until the real console takes over.
 */

#include <linux/types.h>
#include <linux/compiler.h>
#include <linux/io.h>
#include <linux/pgtable.h>

struct dtb;
struct early_uart;

/*
 * A UART, driven by polling: all that the console needs.  drivers/serial has one of these for each
 * kind; the console takes received characters by interrupt where rx_interrupt exists.
 */
struct uart_driver {
	char compatible[32];
	char earlycon[16];	/* Linux's name for it in "earlycon=", or "" */
	/* Bytes between registers (log2) and width of an access, where the node does not say. */
	u8 reg_shift;
	u8 io_width;
	/* Prepare the transmitter if reset or firmware may have left it off; may be NULL. */
	void (*setup)(struct early_uart *uart);
	/* Whether the transmitter takes a character. */
	bool (*tx_ready)(const struct early_uart *uart);
	void (*putc)(const struct early_uart *uart, char c);
	/* A received character, UART_BREAK where the receiver tells, or -1; may be NULL. */
	int (*getc)(const struct early_uart *uart);
	/* Interrupt while characters wait to be received, or not; may be NULL. */
	void (*rx_interrupt)(const struct early_uart *uart, bool on);
	/* An interrupt came and no character waits: clear what else may raise it; may be NULL. */
	void (*clear_irq)(const struct early_uart *uart);
#ifdef CONFIG_SERIAL_WITHOUT_REG
	/* The transmitter of a node without registers: 0 or an error.  MMU off; may be NULL. */
	int (*find)(const struct dtb *dtb, int node, u64 *base);
#endif
};

#define UART_BREAK	0x100	/* the line was low for longer than a character */

struct early_uart {
	unsigned long base;	/* address of the registers, as mapped now */
	phys_addr_t phys;
	u8 reg_shift;
	u8 io_width;
	bool guessed;		/* nobody named it: it is the tree's first that a driver knows */
	const struct uart_driver *driver;
#ifdef CONFIG_SERIAL_WITHOUT_REG
	int rx_irq;		/* of the receiver, found by the driver; 0: the node says it */
#endif
};

/* A register of 32 bits. */
static inline u32 uart_readl(const struct early_uart *uart, unsigned int reg)
{
	return __raw_readl((void __iomem *)(uart->base + reg));
}

static inline void uart_writel(const struct early_uart *uart, unsigned int reg, u32 value)
{
	__raw_writel(value, (void __iomem *)(uart->base + reg));
}

/* Set bits of a register, or clear them. */
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
 * Find the console's UART.  MMU off.  "earlycon=NAME[,mmio|,mmio32],ADDRESS" in the boot arguments, as in
 * Linux, or CONFIG_EARLY_UART of the same form; else the device tree's stdout-path, else its first node
 * that a driver knows.  NAME alone is the port's own channel: "sbi", "smh".
 */
void early_console_init(phys_addr_t dtb);

/* The UART found; base 0 if there is none. */
extern struct early_uart early_uart;

/* The MMU is off from now on: the console's registers are at their physical address. */
void early_console_unmapped(void);

void early_puts(const char *s);
void early_puthex(u64 value);
void early_putc(char c);

/* For a fault before faults are reported in full: name the bank of RAM that the address is in, if it is. */
void early_explain_address(unsigned long address);

/* Print the text and the value, and stop the machine with a status that says failure. */
void early_fail(const char *text, u64 value) __noreturn;

/* A link-time address, as it is valid now. */
void *early_ptr(const void *linked);

/* The port's console of last resort, without a device tree: SBI, semihosting.  false: there is none. */
bool arch_early_putc(char c);
int arch_early_getc(void);	/* a character or -1 */

/*
 * A page for the boot tables; NULL when all are used.  They are static and few, for what they map is:
 * one gigabyte with the image, the windows and a page (one table for each level, and as many for pages as
 * blocks are mapped in part: the image's last, two of the device tree), one block of RAM for the page
 * tables that come after them (one for each level but the root and the leaf's), and a port's identity map
 * of the code that switches the MMU on (three, and one for pages).  Five levels of 4 KiB pages:
 * 5 + 3 + 3 + 4.  Larger pages have larger blocks, so that all of this is mapped by pages, which takes one
 * table more for each of the three and for the windows, but at most four levels: 5 + 3 + 4.
 */
#define EARLY_TABLES 15
pte_t *early_table_alloc(struct pgtable *table);

/* Boot tables of that many levels, empty. */
void early_table_init(struct pgtable *table, unsigned int levels);

/* Map the image, and windows for the device tree and, if there is one, the console, into boot tables. */
int early_map_image(struct pgtable *table);
int early_map_dtb(struct pgtable *table);

/* The pages of the device tree, and where they are mapped in their window. */
unsigned long early_dtb_pages(phys_addr_t *pa, unsigned long *size);

int early_map_console(struct pgtable *table);

#endif /* INTERNAL_EARLY_H */
