// SPDX-License-Identifier: BSD-2-Clause
/*
 * Options of the plugin, callbacks for QEMU, and the order in which the other files handle an
 * access.  The options follow the name of the plugin's file, separated by commas:
 *
 * ram=START:SIZE      RAM that is mirrored
 * image=START:SIZE    range that the loader wrote, whose lines are clean
 * deny=START:SIZE     RAM that must not be mapped cacheable; may be repeated
 * link=ADDRESS        link address of the image; the output ends with its load address
 * dma=NAME:ADDRESS    function of the firmware's DMA layer
 * dma=:START:SIZE     range of the DMA layer's code
 * banked=START:SIZE   registers that each CPU has separately
 * console=START:SIZE  registers of the console
 * erratum=NAME        erratum of the machine's cores: tlbi, clean or fence
 * firmware=on         ignore page tables until the MMU has been off once, because the first ones
 *                     belong to firmware
 * out=FILE            file for the findings, instead of standard error
 *
 * QEMU needs the option "-accel tcg,thread=multi".  With thread=single, QEMU 10.0 passes the number
 * of the CPU that translated a block, and not of the CPU that executes it.
 */

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "qemu_plugin.h"
#include "rules.h"

QEMU_PLUGIN_EXPORT int qemu_plugin_version = QEMU_PLUGIN_VERSION;

struct context now;
bool erratum_tlbi, erratum_clean, erratum_fence;
struct cpu cpus[MAX_CPUS];
u32 cpus_started, cpus_translating;
const struct arch *arch;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static const char *out_path;
static struct range image;
static u64 link_address;
static u64 nr_accesses;

/* ---- registers --------------------------------------- */

static struct qemu_plugin_register *registers[32];
static GByteArray *register_buffer;

u64 read_register(unsigned int number)
{
	u64 value = 0;

	if (number == (arch == &arm64 ? 31 : 0))
		return 0;
	g_byte_array_set_size(register_buffer, 0);
	if (qemu_plugin_read_register(registers[number], register_buffer) >= (int)sizeof(value))
		memcpy(&value, register_buffer->data, sizeof(value));
	return value;
}

/*
 * Store the handle of a general register.  QEMU's name of the register is, for example, x0 or the
 * name in the ABI.
 */
static void find_register(const qemu_plugin_reg_descriptor *found)
{
	static const char *const abi[] = {
		"zero", "ra", "sp", "gp", "tp", "t0", "t1", "t2", "fp", "s1", "a0",
		"a1", "a2", "a3", "a4", "a5", "a6", "a7", "s2", "s3", "s4", "s5",
		"s6", "s7", "s8", "s9", "s10", "s11", "t3", "t4", "t5", "t6",
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(registers); i++) {
		char name[16];

		snprintf(name, sizeof(name), "x%u", i);
		if (!strcmp(found->name, name) || (arch == &riscv && !strcmp(found->name, abi[i])))
			registers[i] = found->handle;
	}
}

static void vcpu_init(qemu_plugin_id_t id, unsigned int vcpu)
{
	GArray *found = qemu_plugin_get_registers();

	if (!register_buffer)
		register_buffer = g_byte_array_new();
	for (unsigned int i = 0; i < found->len; i++)
		find_register(&((qemu_plugin_reg_descriptor *)found->data)[i]);
}

/* ---- accesses ---- */

struct op {
	u64 pc;
	u32 insn;
	const struct decoding *decoding;
};

struct block {
	u64 pc;
	u64 size;
	struct op ops[];
};

static void enter(unsigned int vcpu, u64 pc)
{
	pthread_mutex_lock(&lock);
	now = (struct context){ .number = vcpu, .cpu = &cpus[vcpu], .pc = pc };
	cpus_started |= BIT(vcpu);
}

static void leave(void)
{
	pthread_mutex_unlock(&lock);
}

/* Store bytes to the mirror of RAM, one word at a time, and check stores to page tables. */
static void mirror_store(u64 pa, const u8 *bytes, unsigned int size)
{
	while (size) {
		u64 word = pa & ~7ULL, old = mirror_read(word), new = old;
		unsigned int offset = pa & 7, length = size < 8 - offset ? size : 8 - offset;

		memcpy((u8 *)&new + offset, bytes, length);
		mirror_write(word, new);
		if (is_table_page(word))
			tables_store(word, old, new);
		pa += length;
		bytes += length;
		size -= length;
	}
}

static void store(u64 pa, enum memory_type type, const u8 *bytes, unsigned int size)
{
	lines_store(pa, type);
	icache_store(pa, type);
	if (nr_pending)
		pending_table_written(pa);
	mirror_store(pa, bytes, size);
}

void zero_block(u64 va, u64 size)
{
	static const u8 zero[LINE_SIZE];
	enum memory_type type;
	u64 pa;

	if (!translate(now.cpu, va, &pa, &type) || !in_ram(pa))
		return;
	for (u64 end = pa + size; pa < end; pa += LINE_SIZE)
		store(pa, type, zero, LINE_SIZE);
}

/* Handle an access within a cache line. */
static void access_line(u64 pa, enum memory_type type, const u8 *stored, unsigned int size)
{
	if (!in_ram(pa))
		return;
	if (stored)
		store(pa, type, stored, size);
	else
		lines_load(pa, type);
}

/*
 * Handle an access that may cross a line.  @stored contains the stored bytes, or is NULL for a
 * load.  If the access continues on the next page, that page may have another physical address.
 */
static void access_lines(u64 va, u64 pa, enum memory_type type, const u8 *stored, unsigned int size)
{
	unsigned int first = LINE_SIZE - va % LINE_SIZE;
	u64 next = va + first;

	if (size <= first) {
		access_line(pa, type, stored, size);
		return;
	}
	access_line(pa, type, stored, first);
	if (translate(now.cpu, next, &pa, &type))
		access_line(pa, type, stored ? stored + first : NULL, size - first);
}

/*
 * Report an access that would fault on a CPU which does not set the bits @flags of an entry in
 * hardware.
 */
static void check_flags(u64 va, u64 flags)
{
	if (now.entry && ~now.entry & flags)
		report(FLAGS, va, NULL);
}

#define STACK_SIZE	0x4000

/*
 * Check the erratum that requires each TLBI twice.  If other CPUs run, the second TLBI must be
 * complete before the next store, because the store may permit another CPU to use the page.
 * Accesses of an interrupt handler do not count.  A handler has a lower frame or another stack.
 * Its entry still has the frame of the interrupted function while it saves the registers below it.
 */
static void check_tlbi(u64 va)
{
	u64 frame = now.cpu->tlbi_frame;

	if (now.cpu->tlbi != TLBI_COMPLETED ||
	    read_register(arch->frame_register) - frame >= STACK_SIZE || frame - va <= STACK_SIZE)
		return;
	now.cpu->tlbi = TLBI_NONE;
	if (cpus_started & (cpus_started - 1))
		report(ERRATUM, va, NULL);
}

static void check_access(const struct op *op, u64 va, qemu_plugin_meminfo_t info)
{
	struct qemu_plugin_hwaddr *hwaddr = qemu_plugin_get_hwaddr(info, va);
	unsigned int size = 1U << qemu_plugin_mem_size_shift(info);
	bool is_store = qemu_plugin_mem_is_store(info);
	enum memory_type type = WRITE_BACK;
	qemu_plugin_mem_value value;
	u64 pa;

	if (!hwaddr)
		return;
	if (translate(now.cpu, va, &pa, &type))
		check_flags(va, is_store ? arch->store_flags : arch->load_flags);
	pa = qemu_plugin_hwaddr_phys_addr(hwaddr);
	if (type == DEVICE && va & (arch->element(op->insn, size) - 1))
		report(UNALIGNED, va, NULL);
	if (nr_pending && va >> 63)
		pending_access(va, is_store);
	if (erratum_tlbi && is_store)
		check_tlbi(va);
	if (qemu_plugin_hwaddr_is_io(hwaddr)) {
		if (now.pc >> 63)
			io_access(pa, is_store);
		return;
	}
	if (in_ram(pa))
		dma_access(pa, size, is_store);
	if (is_store)
		value = qemu_plugin_mem_get_value(info);
	access_lines(va, pa, type, is_store ? (const u8 *)&value.data : NULL, size);
}

static void check_block(const struct block *block)
{
	enum memory_type type;
	u64 pa, end;

	if (!translate(now.cpu, block->pc, &pa, &type))
		return;
	check_flags(block->pc, arch->load_flags);
	if (!in_ram(pa))
		return;
	end = pa + block->size - 1;
	for (u64 line = pa & -LINE_SIZE; line <= end; line += LINE_SIZE) {
		icache_execute(line);
		if (arch == &arm64 && !now.cpu->mmu)
			lines_fetch(line);
	}
}

/* ---- callbacks of QEMU ---- */

static void on_access(unsigned int vcpu, qemu_plugin_meminfo_t info, u64 va, void *data)
{
	const struct op *op = data;

	enter(vcpu, op->pc);
	nr_accesses++;
	check_access(op, va, info);
	leave();
}

static void on_insn(unsigned int vcpu, void *data)
{
	const struct op *op = data;

	enter(vcpu, op->pc);
	op->decoding->execute(op->insn);
	leave();
}

static void on_block(unsigned int vcpu, void *data)
{
	const struct block *block = data;

	enter(vcpu, block->pc);
	check_block(block);
	leave();
}

static void on_dma_entry(unsigned int vcpu, void *data)
{
	const struct op *op = data;

	enter(vcpu, op->pc);
	dma_enter();
	leave();
}

static void on_dma_return(unsigned int vcpu, void *data)
{
	const struct op *op = data;

	enter(vcpu, op->pc);
	dma_return();
	leave();
}

static void on_result(unsigned int vcpu, void *data)
{
	const struct op *op = data;

	enter(vcpu, op->pc);
	arch->result(op->insn);
	leave();
}

/* Return the decoding of an instruction, or NULL if the checker ignores the instruction. */
static const struct decoding *decode(u32 insn)
{
	for (const struct decoding *decoding = arch->decodings; decoding->execute; decoding++)
		if ((insn & decoding->mask) == decoding->value)
			return decoding;
	return NULL;
}

/*
 * Handle the translation of a block.  The data of its callbacks is never freed, because QEMU may
 * execute the block at any time until the end of the run.
 */
static void on_translation(qemu_plugin_id_t id, struct qemu_plugin_tb *tb)
{
	size_t nr_insns = qemu_plugin_tb_n_insns(tb);
	struct block *block = calloc(1, sizeof(*block) + nr_insns * sizeof(struct op));

	for (size_t i = 0; i < nr_insns; i++) {
		struct qemu_plugin_insn *insn = qemu_plugin_tb_get_insn(tb, i);
		struct op *op = &block->ops[i];

		block->size += qemu_plugin_insn_data(insn, &op->insn, sizeof(op->insn));
		op->pc = qemu_plugin_insn_vaddr(insn);
		op->decoding = decode(op->insn);
		qemu_plugin_register_vcpu_mem_cb(insn, on_access, QEMU_PLUGIN_CB_R_REGS,
						 QEMU_PLUGIN_MEM_RW, op);
		if (op->decoding)
			qemu_plugin_register_vcpu_insn_exec_cb(insn, on_insn, QEMU_PLUGIN_CB_R_REGS,
							       op);
		if (dma_is_entry(op->pc))
			qemu_plugin_register_vcpu_insn_exec_cb(insn, on_dma_entry,
							       QEMU_PLUGIN_CB_R_REGS, op);
		if (arch->is_return(op->insn) && dma_is_code(op->pc))
			qemu_plugin_register_vcpu_insn_exec_cb(insn, on_dma_return,
							       QEMU_PLUGIN_CB_R_REGS, op);
		if (i && arch->has_result && arch->has_result(op[-1].insn))
			qemu_plugin_register_vcpu_insn_exec_cb(insn, on_result,
							       QEMU_PLUGIN_CB_R_REGS, &op[-1]);
	}
	block->pc = block->ops[0].pc;
	qemu_plugin_register_vcpu_tb_exec_cb(tb, on_block, QEMU_PLUGIN_CB_R_REGS, block);
}

/*
 * Print the address at which the image was loaded.  scripts/silicon.py needs this address for
 * instructions that were executed before the MMU was on.
 */
static void print_image(FILE *out)
{
	enum memory_type type;
	u64 pa;

	for (unsigned int i = 0; link_address && i < MAX_CPUS; i++) {
		if (cpus[i].mmu && translate(&cpus[i], link_address, &pa, &type)) {
			fprintf(out, "rules: image %#lx at %#lx\n", (long)link_address, (long)pa);
			return;
		}
	}
}

static void on_end(qemu_plugin_id_t id, void *data)
{
	FILE *out = out_path ? fopen(out_path, "w") : stderr;

	if (!out) {
		perror(out_path);
		out = stderr;
	}
	pthread_mutex_lock(&lock);
	pending_left();
	fprintf(out, "rules: accesses %lu\n", (long)nr_accesses);
	print_image(out);
	findings_print(out);
	fprintf(out, "rules: end\n");
	fflush(out);
	pthread_mutex_unlock(&lock);
}

/* ---- options ---- */

/* Return the text after "NAME=" in an option, or NULL if the option has another name. */
static const char *value_of(const char *option, const char *name)
{
	size_t length = strlen(name);

	return !strncmp(option, name, length) && option[length] == '=' ? option + length + 1 : NULL;
}

static bool is_range(const char *option, const char *name, struct range *range)
{
	const char *value = value_of(option, name);
	char *end;

	if (!value)
		return false;
	range->start = strtoull(value, &end, 0);
	if (*end != ':')
		return false;
	range->size = strtoull(end + 1, &end, 0);
	return !*end;
}

/*
 * Parse the value NAME:ADDRESS or :START:SIZE of an option.  Returns false if the value is invalid.
 */
static bool take_dma(const char *value)
{
	char name[64];
	struct range range = { 0, 0 };
	const char *colon = strchr(value, ':');

	if (!colon || colon - value >= (long)sizeof(name))
		return false;
	memcpy(name, value, colon - value);
	name[colon - value] = '\0';
	range.start = strtoull(colon + 1, (char **)&colon, 0);
	if (*colon == ':')
		range.size = strtoull(colon + 1, NULL, 0);
	return dma_option(name, range.start, range.size);
}

static bool take_erratum(const char *name)
{
	erratum_tlbi |= !strcmp(name, "tlbi");
	erratum_clean |= !strcmp(name, "clean");
	erratum_fence |= !strcmp(name, "fence");
	return erratum_tlbi || erratum_clean || erratum_fence;
}

/* Handle an option of the plugin.  Returns false if the option is invalid. */
static bool take_option(const char *option)
{
	struct range range;

	if (is_range(option, "ram", &ram) || is_range(option, "image", &image) ||
	    is_range(option, "console", &io_console))
		return true;
	if (nr_denied < MAX_RANGES && is_range(option, "deny", &denied[nr_denied])) {
		nr_denied++;
		return true;
	}
	if (value_of(option, "link")) {
		link_address = strtoull(value_of(option, "link"), NULL, 0);
		return true;
	}
	if (value_of(option, "out")) {
		out_path = value_of(option, "out");
		return true;
	}
	if (value_of(option, "dma"))
		return take_dma(value_of(option, "dma"));
	if (is_range(option, "banked", &range))
		return io_option(&range);
	if (value_of(option, "erratum"))
		return take_erratum(value_of(option, "erratum"));
	tables_ignored = !strcmp(option, "firmware=on");
	return tables_ignored;
}

QEMU_PLUGIN_EXPORT int qemu_plugin_install(qemu_plugin_id_t id, const qemu_info_t *info, int argc,
					   char **argv)
{
	arch = !strcmp(info->target_name, arm64.target) ? &arm64 : &riscv;
	if (strcmp(info->target_name, arch->target) || !info->system_emulation) {
		fprintf(stderr, "rules: machines of %s are not known\n", info->target_name);
		return -1;
	}
	if (info->system.max_vcpus > MAX_CPUS) {
		fprintf(stderr, "rules: %d CPUs are more than %d\n", info->system.max_vcpus,
			MAX_CPUS);
		return -1;
	}
	for (int i = 0; i < argc; i++) {
		if (!take_option(argv[i])) {
			fprintf(stderr, "rules: wrong option: %s\n", argv[i]);
			return -1;
		}
	}
	if (!ram.size) {
		fprintf(stderr, "rules: ram=START:SIZE is missing\n");
		return -1;
	}
	nr_denied_by_options = nr_denied;
	memory_init();
	lines_init(&image);
	icache_init();
	qemu_plugin_register_vcpu_init_cb(id, vcpu_init);
	qemu_plugin_register_vcpu_tb_trans_cb(id, on_translation);
	qemu_plugin_register_atexit_cb(id, on_end, NULL);
	return 0;
}
