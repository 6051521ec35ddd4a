// SPDX-License-Identifier: BSD-2-Clause
/*
 * The boot console, and the mappings that the entry code creates.
 *
 * The console's UART is that of "earlycon=" or CONFIG_EARLY_UART, otherwise that of
 * /chosen/stdout-path in the device tree, otherwise the first node that a driver supports.  If none
 * of these exists, the port's firmware channel (SBI or semihosting) is used.  This code runs at
 * physical addresses, before anything else is initialized.  Therefore the code is short, and checks
 * its input.
 */

#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/memblock.h>
#include <linux/mm.h>
#include <linux/string.h>
#include <asm/layout.h>
#include <asm/page.h>
#include <internal/arch.h>
#include <internal/dtb.h>
#include <internal/early.h>
#include <internal/sections.h>

struct early_uart early_uart;

extern const struct uart_driver *const __start_tbl_uart[], *const __stop_tbl_uart[];

void *early_ptr(const void *linked)
{
	char *text = _text;

	/* Prevent constant folding, because the compiler would use the link address of _text. */
	__asm__("" : "+r"(text));
	return text + ((unsigned long)linked - KERNEL_LINK_ADDR);
}

/*
 * Number of polls of the transmitter's status before a character is dropped.  A transmitter may
 * never become ready, for example if its clock is off or if the receiver of the line asserts flow
 * control.  After a drop, further characters are dropped unless the transmitter is ready at the
 * first poll.
 */
#define TX_POLLS 1000000

/* Send or drop a character.  Returns false if the transmitter is not ready. */
static bool early_try_put(char c)
{
	const struct uart_driver *driver = early_ptr(early_uart.driver);
	bool (*tx_ready)(const struct early_uart *uart) = early_ptr(driver->tx_ready);
	void (*putc)(const struct early_uart *uart, char c) = early_ptr(driver->putc);
	static unsigned int failed;

	if (tx_ready(&early_uart)) {
		failed = 0;
		putc(&early_uart, c);
		return true;
	}
	if (failed < TX_POLLS)
		failed++;
	return failed == TX_POLLS;
}

bool early_try_putc(char c)
{
	static bool returned;	/* the '\r' before a '\n' was sent */

	if (!early_uart.driver) {
		arch_early_putc(c);
		return true;
	}
	if (c == '\n' && !returned)
		returned = early_try_put('\r');
	if ((c == '\n' && !returned) || !early_try_put(c))
		return false;
	returned = false;
	return true;
}

void early_putc(char c)
{
	if (!early_uart.driver) {
		arch_early_putc(c);
		return;
	}
	while (c == '\n' && !early_try_put('\r'))
		;
	while (!early_try_put(c))
		;
}

void early_console_unmapped(void)
{
	early_uart.base = early_uart.phys;
}

void early_puts(const char *s)
{
	while (*s)
		early_putc(*s++);
}

void early_puthex(u64 value)
{
	early_puts("0x");
	for (int shift = 60; shift >= 0; shift -= 4) {
		unsigned int digit = value >> shift & 15;

		if (digit || !shift || value >> shift)
			early_putc(digit < 10 ? '0' + digit : 'a' + digit - 10);
	}
}

void early_fail(const char *text, u64 value)
{
	early_puts(text);
	early_puthex(value);
	early_puts("\nQuarry cannot boot here.\n");
	arch_exit(1);
	for (;;)
		;
}

void early_explain_address(unsigned long address)
{
	phys_addr_t pa = __pa_linear(address);

	if (address < vm_layout.linear_start || address >= vm_layout.linear_limit)
		return;
	for (unsigned long i = 0; i < memblock.memory.cnt; i++) {
		const struct memblock_region *r = &memblock.memory.regions[i];

		if (pa - r->base >= r->size)
			continue;
		early_puts("\nNothing responds at ");
		early_puthex(pa);
		early_puts(", which is RAM according to the device tree: the bank from ");
		early_puthex(r->base);
		early_puts(" to ");
		early_puthex(r->base + r->size - 1);
	}
}

static const struct uart_driver *__init match(const struct dtb *dtb, int node)
{
	for (const struct uart_driver *const *p = __start_tbl_uart; p < __stop_tbl_uart; p++) {
		const struct uart_driver *driver = early_ptr(*p);

		if (dtb_compatible(dtb, node, driver->compatible))
			return driver;
	}
	return NULL;
}

static void __init use_uart(const struct uart_driver *driver, u64 base, u32 reg_shift, u32 io_width)
{
	early_uart.base = base;
	early_uart.phys = base;
	early_uart.reg_shift = reg_shift;
	early_uart.io_width = io_width;
	if (driver->setup)
		((void (*)(struct early_uart *))early_ptr(driver->setup))(&early_uart);
	/* Store the linked address, which remains correct when the MMU is enabled. */
	early_uart.driver = (const struct uart_driver *)(KERNEL_LINK_ADDR +
		((unsigned long)driver - (unsigned long)_text));
}

/*
 * Return true if the text starts with @word, followed by a comma, a space or the end.  *text then
 * points after the word and the comma.
 */
static bool __init take_word(const char **text, const char *word)
{
	size_t size = strlen(word);

	if (strncmp(*text, word, size) ||
	    ((*text)[size] && (*text)[size] != ',' && (*text)[size] != ' '))
		return false;
	*text += size + ((*text)[size] == ',');
	return true;
}

/*
 * Parse an "earlycon=" value; early_console_init() describes the format.  Returns false if it is
 * invalid.
 */
static bool __init try_earlycon(const char *text)
{
	char *end;

	if (take_word(&text, "sbi") || take_word(&text, "smh")) {
		early_uart.driver = NULL;
		return true;
	}
	for (const struct uart_driver *const *p = __start_tbl_uart; p < __stop_tbl_uart; p++) {
		const struct uart_driver *driver = early_ptr(*p);
		u32 shift = driver->reg_shift, width = driver->io_width;
		u64 base;

		if (!*driver->earlycon || !take_word(&text, driver->earlycon))
			continue;
		if (take_word(&text, "mmio32")) {
			shift = 2;
			width = 4;
		} else {
			take_word(&text, "mmio");
		}
		base = simple_strtoull(text, &end, 0);
		if (end == text || (*end && *end != ',' && *end != ' ') || !base ||
		    base % sizeof(u32))
			return false;
		use_uart(driver, base, shift, width);
		return true;
	}
	return false;
}

static bool earlycon_refused __initdata;

/* Report an invalid "earlycon=" when boot arguments are parsed, because printing works then. */
static int __init earlycon_param(char *value)
{
	return earlycon_refused ? -EINVAL : 0;
}
early_param("earlycon", earlycon_param);

/* Return the value of "earlycon=", which extends to the end of the boot arguments, or NULL. */
static const char *__init earlycon_argument(const struct dtb *dtb, int chosen)
{
	static const char name[] = "earlycon=";
	const char *args = chosen < 0 ? NULL : dtb_prop_string(dtb, chosen, "bootargs");

	for (const char *p = args; p && *p; p++) {
		if ((p == args || p[-1] == ' ') && !strncmp(p, name, sizeof(name) - 1))
			return p + sizeof(name) - 1;
	}
	return NULL;
}

/* Find the address of a node's UART.  Returns 0 or a negative error code. */
static int __init find_base(const struct dtb *dtb, int node, const struct uart_driver *driver,
			    u64 *base)
{
#ifdef CONFIG_SERIAL_WITHOUT_REG
	int (*find)(const struct dtb *dtb, int node, u64 *base);

	if (driver->find) {
		find = early_ptr(driver->find);
		return find(dtb, node, base);
	}
#endif
	return dtb_reg(dtb, node, 0, base, NULL);
}

static bool __init try_node(const struct dtb *dtb, int node)
{
	const struct uart_driver *driver = node < 0 ? NULL : match(dtb, node);
	u64 base;

	if (!driver || find_base(dtb, node, driver, &base))
		return false;
	use_uart(driver, base, dtb_prop_u32(dtb, node, "reg-shift", driver->reg_shift),
		 dtb_prop_u32(dtb, node, "reg-io-width", driver->io_width));
	return true;
}

/* Return the node that stdout-path names.  The options after a colon are ignored. */
static int __init stdout_node(const struct dtb *dtb, int chosen)
{
	const char *path;
	size_t size = 0;

	if (chosen < 0)
		return chosen;
	path = dtb_prop_string(dtb, chosen, "stdout-path");
	if (!path)
		path = dtb_prop_string(dtb, chosen, "linux,stdout-path");
	if (!path)
		return -1;
	while (path[size] && path[size] != ':')
		size++;
	return dtb_find_path(dtb, path, size);
}

static u64 __init chosen_number(const struct dtb *dtb, int chosen, const char *name)
{
	u32 size;
	const void *cells = chosen < 0 ? NULL : dtb_prop(dtb, chosen, name, &size);

	return cells && (size == 4 || size == 8) ? dtb_read_cells(cells, size / 4) : 0;
}

/* Return the size of the device tree, including EFI's memory map if it follows (boot_efi_map()). */
static size_t __init tree_size(const struct dtb *dtb, int chosen, phys_addr_t dtb_address)
{
	u64 offset = chosen_number(dtb, chosen, "linux,uefi-mmap-start") - dtb_address;
	u64 size = chosen_number(dtb, chosen, "linux,uefi-mmap-size");

	if (offset > BOOT_DTB_WINDOW_SIZE / 2 || size > BOOT_DTB_WINDOW_SIZE / 2 - offset)
		return dtb->size;
	return max_t(size_t, dtb->size, offset + size);
}

void __init early_console_init(phys_addr_t dtb_address)
{
	struct dtb dtb;
	bool chosen_by_user = *CONFIG_EARLY_UART && try_earlycon(CONFIG_EARLY_UART);
	int err = dtb_open(&dtb, (void *)dtb_address, BOOT_DTB_WINDOW_SIZE / 2), node = -1, chosen;
	const char *earlycon;

	if (err == -ENOENT)
		early_fail("There is no device tree at the address from the boot loader: ",
			   dtb_address);
	if (err == -EFAULT)
		early_fail("The boot loader passed no device tree, or one not at a multiple of 4: ",
			   dtb_address);
	if (err)
		early_fail("The device tree's header is damaged, or it is larger than 2 MiB: ",
			   dtb_address);
	chosen = dtb_find_path(&dtb, "/chosen", 7);
	boot_info.dtb_size = tree_size(&dtb, chosen, dtb_address);
	earlycon = earlycon_argument(&dtb, chosen);
	if (earlycon) {
		earlycon_refused = !try_earlycon(earlycon);
		chosen_by_user |= !earlycon_refused;
	}
	if (chosen_by_user || try_node(&dtb, stdout_node(&dtb, chosen)))
		return;
	while ((node = dtb_next_node(&dtb, node, NULL)) >= 0) {
		if (dtb_available(&dtb, node) && try_node(&dtb, node)) {
			early_uart.guessed = true;
			return;
		}
	}
}

static pte_t early_tables[EARLY_TABLES][PAGE_SIZE / sizeof(pte_t)] __initbss __aligned(PAGE_SIZE);
static unsigned int early_tables_used __initdata;

pte_t *__init early_table_alloc(struct pgtable *table)
{
	return early_tables_used < EARLY_TABLES ? early_tables[early_tables_used++] : NULL;
}

void __init early_table_init(struct pgtable *table, unsigned int levels)
{
	pte_t *(*alloc)(struct pgtable *table) = early_table_alloc;

	/* Compute the address relative to the PC, because a constant would be the link address. */
	__asm__("" : "+r"(alloc));
	*table = (struct pgtable){
		.levels = levels, .index_bits = PAGE_SHIFT - 3, .page_shift = PAGE_SHIFT,
		.max_leaf = 1,
	};
	table->alloc = alloc;
	table->root = alloc(table);
}

int __init early_map_image(struct pgtable *table)
{
	unsigned long size = (unsigned long)_end - (unsigned long)_text;

	return pgtable_map(table, KERNEL_LINK_ADDR, boot_info.image, PAGE_ALIGN(size),
			   PAGE_KERNEL_EXEC);
}

/*
 * Return the virtual address at which the pages of the device tree are mapped, and store their
 * physical range.  No other pages are mapped, because a CPU may prefetch from cacheable mappings,
 * and the next page may not be RAM.
 */
unsigned long __init early_dtb_pages(phys_addr_t *pa, unsigned long *size)
{
	*pa = boot_info.dtb & PAGE_MASK;
	*size = PAGE_ALIGN(boot_info.dtb + boot_info.dtb_size) - *pa;
	return BOOT_DTB_WINDOW + *pa % IMAGE_ALIGN;
}

int __init early_map_dtb(struct pgtable *table)
{
	phys_addr_t pa;
	unsigned long size, va = early_dtb_pages(&pa, &size);

	return pgtable_map(table, va, pa, size, PAGE_KERNEL_RO);
}

int __init early_map_console(struct pgtable *table)
{
	if (!early_uart.driver)
		return 0;
	boot_info.early_console = BOOT_CONSOLE_WINDOW + early_uart.phys % PAGE_SIZE;
	return pgtable_map(table, BOOT_CONSOLE_WINDOW, early_uart.phys & PAGE_MASK, PAGE_SIZE,
			   pgprot_noncached(PAGE_KERNEL));
}
