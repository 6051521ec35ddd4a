// SPDX-License-Identifier: BSD-2-Clause
/*
 * The shell command "of_meaning" prints the values that Quarry reads from each device tree in the
 * initial RAM disk.  The RAM disk contains flattened trees at multiples of 8 bytes.  The command
 * makes lines of text from the values of a tree.  For each tree, it prints the number and the
 * checksum of the lines of each kind (ram, reg, dma, limit, coherent and irq).  With the number of
 * a tree as the argument, it also prints all lines of that tree.  tests/meaning.py computes the
 * same lines from the same trees with independent code, and compares both.
 */

#include <internal/mm_boot.h>
#include <internal/of_tree.h>
#include <linux/crc32.h>
#include <linux/initrd.h>
#include <linux/kstrtox.h>
#include <linux/memblock.h>
#include <linux/of_address.h>
#include <linux/of_irq.h>
#include <linux/slab.h>
#include <linux/sprintf.h>
#include <linux/string.h>
#include <quarry/shell.h>

#define NR_REGIONS 512
#define NR_WINDOWS 8

enum kind { RAM, REG, DMA, LIMIT, COHERENT, IRQ, NR_KINDS };

static const char *const kind_names[] = { "ram", "reg", "dma", "limit", "coherent", "irq" };

static struct {
	unsigned int lines;
	u32 crc;
} sums[NR_KINDS];
static bool verbose;
static char line[4096];
static int used;

#define add(...) (used += scnprintf(line + used, sizeof(line) - used, __VA_ARGS__))

static void start(const struct device_node *np)
{
	of_node_path(np, line, sizeof(line));
	used = strlen(line);
}

static void say(enum kind kind)
{
	add("\n");
	sums[kind].lines++;
	sums[kind].crc = crc32_le(sums[kind].crc, line, used);
	if (verbose)
		console_printf("%s %s", kind_names[kind], line);
	used = 0;
}

/* ---- memory ---------------------------------------------------------------------------------- */

static struct memblock_region memory[NR_REGIONS], reserved[NR_REGIONS];

/*
 * Print the address ranges of the regions.  If @nomap is true, print only the ranges that must not
 * be mapped.
 */
static void say_ranges(const char *name, const struct memblock_type *type, bool nomap)
{
	u64 base = 0, end = 0;

	for (unsigned long i = 0; i <= type->cnt; i++) {
		const struct memblock_region *r = &type->regions[i];

		if (i < type->cnt && nomap && !memblock_is_nomap(r))
			continue;
		if (i < type->cnt && r->base == end && end) {
			end += r->size;
			continue;
		}
		if (end) {
			add("%s %llx-%llx", name, base, end);
			say(RAM);
		}
		if (i < type->cnt) {
			base = r->base;
			end = base + r->size;
		}
	}
}

static void say_memory(const struct dtb *dtb)
{
	static struct memblock mb;

	mb = (struct memblock){
		.current_limit = MEMBLOCK_ALLOC_ANYWHERE,
		.memory = { .max = NR_REGIONS, .regions = memory, .name = "memory" },
		.reserved = { .max = NR_REGIONS, .regions = reserved, .name = "reserved" },
	};
	boot_scan_banks(&mb, dtb);
	say_ranges("bank", &mb.memory, false);
	if (boot_scan_reservations(&mb, dtb)) {
		add("more reservations than there is room for");
		say(RAM);
	}
	say_ranges("reserved", &mb.reserved, false);
	say_ranges("unmapped", &mb.memory, true);
}

/* ---- nodes ----------------------------------------------------------------------------------- */

static void say_reg(struct device_node *np)
{
	struct resource res;

	start(np);
	for (int i = 0; of_get_address(np, i, NULL, NULL); i++) {
		if (of_address_to_resource(np, i, &res))
			add(" -");
		else
			add(" %llx+%llx %s", (u64)res.start, (u64)resource_size(&res), res.name);
	}
	say(REG);
}

static void say_dma(struct device_node *np)
{
	struct bus_dma_region r[NR_WINDOWS];
	int n = of_dma_regions(np, r, NR_WINDOWS);

	start(np);
	if (n < 0)
		add(n == -ENODEV ? " all" : " none");
	for (int i = 0; i < n; i++)
		add(" %llx=%llx+%llx", (u64)r[i].dma_start, (u64)r[i].cpu_start, r[i].size);
	say(DMA);
}

static void say_irq(struct device_node *np)
{
	struct of_phandle_args args;

	start(np);
	if (!of_irq_parse_one(np, 0, &args)) {
		add(" ");
		of_node_path(args.np, line + used, sizeof(line) - used);
		used += strlen(line + used);
		for (int i = 0; i < args.args_count; i++)
			add(" %x", args.args[i]);
	}
	say(IRQ);
}

static void say_tree(struct of_tree *tree)
{
	say_memory(&tree->dtb);
	add("%llx", (u64)of_dma_get_max_cpu_address(tree->nodes));
	say(LIMIT);
	for (unsigned int i = 1; i < tree->nr_nodes; i++) {
		struct device_node *np = &tree->nodes[i];

		if (of_property_present(np, "reg"))
			say_reg(np);
		if (of_property_present(np, "interrupts") ||
		    of_property_present(np, "interrupts-extended"))
			say_irq(np);
		say_dma(np);
		start(np);
		add(" %d", of_dma_is_coherent(np));
		say(COHERENT);
	}
}

/*
 * Read a tree, and make the lines from its values.  The lines are printed only if `verbose` is
 * true.  Returns 0 and sets @size to the size of the tree, or returns a negative error number.
 */
static int read_tree(const u8 *blob, size_t room, u32 *size)
{
	struct of_tree tree = { .nr_nodes = 0 };
	int err = dtb_open(&tree.dtb, blob, room);

	if (!err)
		err = dtb_validate(&tree.dtb);
	if (err)
		return err;
	*size = tree.dtb.size;
	tree.nodes = kvmalloc_array(of_tree_count(&tree.dtb), sizeof(*tree.nodes), GFP_KERNEL);
	if (!tree.nodes)
		return -ENOMEM;
	of_tree_index(&tree);
	memset(sums, 0, sizeof(sums));
	say_tree(&tree);
	kvfree(tree.nodes);
	return 0;
}

static u32 size_of(const u8 *blob)
{
	struct dtb dtb;

	return dtb_open(&dtb, blob, initrd_end - (unsigned long)blob) ? 0 : dtb.size;
}

static int of_meaning(int argc, char **argv)
{
	const u8 *at = (const u8 *)initrd_start, *end = (const u8 *)initrd_end;
	unsigned int only = ~0U;
	u32 size = 0;

	if (!at || (argc > 1 && kstrtouint(argv[1], 0, &only)))
		return 1;
	verbose = argc > 1;
	console_printf("coherent by default: %d\n", IS_ENABLED(CONFIG_OF_DMA_DEFAULT_COHERENT));
	for (unsigned int n = 0; at < end; n++, at += ALIGN(size, 8)) {
		int err;

		size = size_of(at);
		if (verbose && n != only && size)
			continue;
		err = read_tree(at, end - at, &size);
		if (err) {
			console_printf("tree %u: error %d\n", n, err);
			return 1;
		}
		console_printf("tree %u:", n);
		for (int kind = 0; kind < NR_KINDS; kind++)
			console_printf(" %s %u %08x", kind_names[kind], sums[kind].lines,
				       sums[kind].crc);
		console_printf("\n");
	}
	return 0;
}
SHELL_COMMAND(of_meaning, "of_meaning", "[tree]",
	      "what is read out of the trees of the initial RAM disk", of_meaning);
