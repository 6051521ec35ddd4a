// SPDX-License-Identifier: BSD-2-Clause
/*
 * Driver of the Tegra Combined UART.  All processors of an SoC share one UART, which a small
 * processor owns.  The other processors access the UART through two mailboxes, one in each
 * direction, of the Hardware Synchronization Primitives (HSP; Xavier Series SoC Technical Reference
 * Manual).  The mailboxes are usually in two HSPs; the property mboxes of the UART's node refers to
 * them.
 *
 * A mailbox is a register: up to three characters, their number in bits 24 and 25, and bit 31,
 * which is set while the mailbox is full.  The sender fills the mailbox; the receiver empties it by
 * writing 0.
 *
 * Before the MMU is on, only the transmitter is used.  Input starts with tegra_tcu_init().
 *
 * Locking: the console calls getc and rx_interrupt with its lock held, which protects the received
 * word.
 */

#include <internal/dtb.h>
#include <internal/early.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/io.h>
#include <linux/of.h>
#include <linux/of_address.h>
#include <linux/of_irq.h>
#include <linux/printk.h>
#include <linux/string.h>

#define COMPATIBLE	"nvidia,tegra194-tcu"

/* An entry of mboxes has a phandle, a type, and a number with the direction in bit 31. */
#define ENTRY_CELLS	3
#define TYPE_SHARED	1
#define NUMBER_MASK	0xffffffU
#define IS_TX		(1U << 31)

/* Registers of an HSP, and of each of its mailboxes. */
#define HSP_INT_IE(n)	(0x100 + 4 * (n))	/* mailboxes that raise shared interrupt n */
#define IE_FULL(number)	(1U << (8 + (number)))
#define NR_SHARED_IRQS	8
#define HSP_MAILBOXES	0x10000
#define MAILBOX_STRIDE	0x8000
#define MAILBOX_SIZE	0x10
#define FULL_INT_IE	0x4

#define FULL		(1U << 31)
#define COUNT_SHIFT	24
#define COUNT_MASK	3

static void __iomem *rx_mailbox, *rx_enable;	/* NULL: no input, or no interrupt */
static u32 rx_bit;				/* bit of the mailbox in *rx_enable */
static u32 rx_word;	/* received characters, the next one in the low byte */
static unsigned int rx_left;

/*
 * Return a mailbox's offset in the HSP's registers of @size bytes, or 0 if the mailbox cannot be
 * used.
 */
static u64 __init mailbox_offset(u32 type, u32 number, u32 direction, u64 size)
{
	u64 offset = HSP_MAILBOXES + (u64)(number & NUMBER_MASK) * MAILBOX_STRIDE;

	if (type != TYPE_SHARED || (number & IS_TX) != direction || offset + MAILBOX_SIZE > size)
		return 0;
	return offset;
}

/* Return the index of a string in a list of strings, or -1. */
static int __init tcu_index_of(const char *list, u32 size, const char *wanted)
{
	int n = 0;

	if (!list || !size || list[size - 1])
		return -1;
	for (const char *at = list; at < list + size; at += strlen(at) + 1, n++) {
		if (!strcmp(at, wanted))
			return n;
	}
	return -1;
}

static int __init tegra_tcu_find(const struct dtb *dtb, int node, u64 *base)
{
	u32 size, names_size;
	const char *names = dtb_prop(dtb, node, "mbox-names", &names_size);
	const u8 *entry = dtb_prop(dtb, node, "mboxes", &size);
	int hsp, n = tcu_index_of(names, names_size, "tx");
	u64 regs, regs_size, offset;

	if (n < 0 || size < (n + 1) * ENTRY_CELLS * sizeof(u32))
		return -EINVAL;
	entry += n * ENTRY_CELLS * sizeof(u32);
	hsp = dtb_find_phandle(dtb, dtb_be32(entry));
	if (hsp < 0 || dtb_prop_u32(dtb, hsp, "#mbox-cells", 0) != ENTRY_CELLS - 1 ||
	    dtb_reg(dtb, hsp, 0, &regs, &regs_size))
		return -EINVAL;
	offset = mailbox_offset(dtb_be32(entry + 4), dtb_be32(entry + 8), IS_TX, regs_size);
	*base = regs + offset;
	return offset ? 0 : -EINVAL;
}

static bool tegra_tcu_tx_ready(const struct early_uart *uart)
{
	return !(uart_readl(uart, 0) & FULL);
}

static void tegra_tcu_putc(const struct early_uart *uart, char c)
{
	uart_writel(uart, 0, FULL | 1U << COUNT_SHIFT | (u8)c);
}

static int tegra_tcu_getc(const struct early_uart *uart)
{
	int c;

	if (!rx_left) {
		rx_word = rx_mailbox ? __raw_readl(rx_mailbox) : 0;
		if (!(rx_word & FULL))
			return -1;
		rx_left = rx_word >> COUNT_SHIFT & COUNT_MASK;
		__raw_writel(0, rx_mailbox);
		if (!rx_left)
			return -1;
	}
	c = rx_word & 0xff;
	rx_word >>= 8;
	rx_left--;
	return c;
}

static void tegra_tcu_rx_interrupt(const struct early_uart *uart, bool on)
{
	u32 value = __raw_readl(rx_enable) & ~rx_bit;

	__raw_writel(on, rx_mailbox + FULL_INT_IE);
	__raw_writel(on ? value | rx_bit : value, rx_enable);
}

UART_DRIVER(tegra_tcu, .compatible = COMPATIBLE, .find = tegra_tcu_find,
	    .tx_ready = tegra_tcu_tx_ready, .putc = tegra_tcu_putc, .getc = tegra_tcu_getc,
	    .rx_interrupt = tegra_tcu_rx_interrupt);

/* Use the first of the HSP's shared interrupts that the device tree assigns to this processor. */
static void __init find_irq(struct device_node *hsp, void __iomem *regs, u32 number)
{
	char name[] = "shared0";

	for (unsigned int i = 0; i < NR_SHARED_IRQS; i++) {
		int irq;

		name[sizeof(name) - 2] = '0' + i;
		irq = of_irq_get_byname(hsp, name);
		if (irq <= 0)
			continue;
		rx_bit = IE_FULL(number);
		rx_enable = regs + HSP_INT_IE(i);
		early_uart.rx_irq = irq;
		return;
	}
}

static int __init start_receiver(struct device_node *np)
{
	int n = of_property_match_string(np, "mbox-names", "rx");
	struct of_phandle_args args;
	struct resource res;
	void __iomem *regs;
	u32 number;
	u64 offset;

	if (n < 0 || of_parse_phandle_with_args(np, "mboxes", "#mbox-cells", n, &args) ||
	    args.args_count != ENTRY_CELLS - 1 || of_address_to_resource(args.np, 0, &res))
		return -EINVAL;
	offset = mailbox_offset(args.args[0], args.args[1], 0, resource_size(&res));
	if (!offset)
		return -EINVAL;
	regs = ioremap(res.start, offset + MAILBOX_SIZE);
	if (!regs)
		return -ENOMEM;
	rx_mailbox = regs + offset;
	number = args.args[1] & NUMBER_MASK;
	find_irq(args.np, regs, number);
	return 0;
}

static int __init tegra_tcu_init(void)
{
	struct device_node *np = of_find_compatible_node(NULL, NULL, COMPATIBLE);
	int err;

	if (early_uart.driver != &__uart_tegra_tcu)
		return -ENODEV;
	err = start_receiver(np);
	if (err)
		pr_err("%pOF: no input, as mboxes has no usable mailbox \"rx\": %pe\n", np,
		       ERR_PTR(err));
	return err ? -ENODEV : 0;
}
device_initcall(tegra_tcu_init);
