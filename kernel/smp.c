// SPDX-License-Identifier: BSD-2-Clause
/*
 * Find CPUs in the device tree, start them, and call functions on other CPUs.
 *
 * The request for a call is in the caller's per-CPU memory.  It consists of the function, its
 * argument, and a mask of the CPUs that have not finished.  Each target has a mask of callers whose
 * requests it must process.  No queue is needed that could overflow.
 */

#include <linux/bug.h>
#include <linux/cache.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/ktime.h>
#include <linux/nmi.h>
#include <linux/of.h>
#include <linux/panic.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/smp.h>
#include <asm/barrier.h>
#include <asm/processor.h>
#include <asm/ptrace.h>
#include <internal/arch.h>
#include <internal/fault.h>
#include <internal/irqchip.h>
#include <internal/mm_boot.h>
#include <internal/stack.h>
#include <internal/tasks.h>
#include <internal/time.h>
#include <internal/tls.h>

struct cpumask __cpu_possible_mask, __cpu_online_mask;
/* number of bits in __cpu_online_mask; incremented just before a bit is set */
unsigned int __num_online_cpus = 1;
#if NR_CPUS > 1
unsigned int nr_cpu_ids __ro_after_init = NR_CPUS;
#endif

/* Row n + 1 has bit n set in its first word, and the words before are 0: see get_cpu_mask(). */
#define MASK_1(n)	[1 + (n)][0] = 1UL << (n)
#define MASK_4(n)	MASK_1(n), MASK_1((n) + 1), MASK_1((n) + 2), MASK_1((n) + 3)
#define MASK_16(n)	MASK_4(n), MASK_4((n) + 4), MASK_4((n) + 8), MASK_4((n) + 12)
const unsigned long cpu_bit_bitmap[BITS_PER_LONG + 1][BITS_TO_LONGS(NR_CPUS)] = {
	MASK_16(0), MASK_16(16), MASK_16(32), MASK_16(48),
};

unsigned long cpu_hwid[NR_CPUS] __ro_after_init;

int hwid_to_cpu(unsigned long hwid)
{
	int cpu;

	for_each_possible_cpu(cpu) {
		if (cpu_hwid[cpu] == hwid)
			return cpu;
	}
	return -ENOENT;
}

/* Return true if the CPU can run this image, according to its status and, on RISC-V, to its MMU. */
static bool __init smp_cpu_usable(struct device_node *np)
{
	const char *method;

	if (IS_ENABLED(CONFIG_RISCV) && !of_property_present(np, "mmu-type"))
		return false;
	/* "disabled" with an enable-method means that the CPU can be started (DT spec, 3.8.1). */
	return of_device_is_available(np) ||
	       !of_property_read_string(np, "enable-method", &method);
}

static void __init set_node(unsigned int cpu, struct device_node *np)
{
	u32 nid;

	if (!of_property_read_u32(np, "numa-node-id", &nid))
		numa_set_cpu(cpu, nid);
}

/* Read the hardware id from the node of a CPU.  Returns false if it is invalid or a duplicate. */
static bool __init read_hwid(struct device_node *np, u64 *hwid, bool *boot_seen)
{
	int cpu;

	if (of_property_read_reg(np, 0, hwid, NULL)) {
		pr_err("%pOF: reg has no hardware id: this CPU stays off\n", np);
		return false;
	}
	cpu = hwid_to_cpu(*hwid);
	if (cpu > 0 || (cpu == 0 && *boot_seen)) {
		pr_err("%pOF: hardware id %#llx is already that of CPU %d: this CPU stays off\n",
		       np, (unsigned long long)*hwid, cpu);
		return false;
	}
	*boot_seen |= cpu == 0;
	return true;
}

void __init smp_init_cpus(void)
{
	struct device_node *cpus = of_find_node_by_path("/cpus"), *np;
	unsigned int n = 1, left_out = 0;
	bool boot_seen = false;
	u64 hwid;

	cpu_hwid[0] = boot_info.boot_hwid;
	cpumask_set_cpu(0, &__cpu_possible_mask);
	cpumask_set_cpu(0, &__cpu_online_mask);
	for_each_child_of_node(cpus, np) {
		if (!of_node_is_type(np, "cpu") || !read_hwid(np, &hwid, &boot_seen))
			continue;
		if (hwid == boot_info.boot_hwid)
			set_node(0, np);
		if (hwid == boot_info.boot_hwid || !smp_cpu_usable(np))
			continue;
		if (n == NR_CPUS) {
			left_out++;
			continue;
		}
		cpu_hwid[n] = hwid;
		set_node(n, np);
		cpumask_set_cpu(n++, &__cpu_possible_mask);
	}
#if NR_CPUS > 1
	nr_cpu_ids = n;
#endif
	if (!boot_seen)
		pr_warn("/cpus: the boot CPU, hardware id %#lx, has no node\n", cpu_hwid[0]);
	if (left_out)
		pr_warn("%u CPUs stay off: this image is built for %d (CONFIG_NR_CPUS)\n", left_out,
			NR_CPUS);
}

#ifdef CONFIG_SMP

struct call {
	smp_call_func_t func;
	void *info;
	struct cpumask pending;		/* targets that have not finished */
};

static DEFINE_PER_CPU_ALIGNED(struct call, calls);
static DEFINE_PER_CPU_ALIGNED(struct cpumask, callers);	/* callers with a request for this CPU */
static bool stopping;

static int __init prepare_cpu(unsigned int cpu)
{
	int err = stacks_init_cpu(cpu);

	if (!err)
		err = sched_init_cpu(cpu);
	if (!err)
		err = workqueue_init_cpu(cpu);
	return err;
}

#define START_TIMEOUT_NS 1000000000ULL

static void __init smp_start_cpu(unsigned int cpu)
{
	char name[24];
	void *stack;
	u64 deadline;
	int err;

	scnprintf(name, sizeof(name), "idle/%u", cpu);
	stack = stack_alloc(name);
	err = stack ? prepare_cpu(cpu) : -ENOMEM;
	if (!err)
		err = arch_cpu_start(cpu, stack, per_cpu_offset(cpu));
	if (err) {
		pr_err("CPU %u (hardware id %#lx) cannot be started: %d\n", cpu, cpu_hwid[cpu],
		       err);
		return;
	}
	deadline = ktime_get_ns() + START_TIMEOUT_NS;
	while (!cpu_online(cpu) && ktime_get_ns() < deadline)
		cpu_relax();
	if (!cpu_online(cpu))
		pr_err("CPU %u (hardware id %#lx) was started but does not respond\n", cpu,
		       cpu_hwid[cpu]);
}

void __init smp_start_cpus(void)
{
	unsigned int cpu;

	for_each_possible_cpu(cpu) {
		if (cpu)
			smp_start_cpu(cpu);
	}
	pr_info("%u of %u CPUs run\n", num_online_cpus(), num_possible_cpus());
}

void secondary_start(void)
{
	tls_switch(current);
	arch_cpu_init();
	irqchip_init_cpu();
	timer_init_cpu();
	__atomic_fetch_add(&__num_online_cpus, 1, __ATOMIC_RELAXED);
	/* Full barrier: another CPU that sees this CPU online also sees its earlier stores. */
	test_and_set_bit(smp_processor_id(), cpumask_bits(&__cpu_online_mask));
	local_irq_enable();
	cpu_idle_loop();
}

static void smp_send(const struct cpumask *targets)
{
	arch_send_ipi(cpumask_bits(targets));
}

/* True from the request for a CPU's back-trace until that CPU has printed it. */
static DEFINE_PER_CPU(bool, backtrace_asked);

#define BACKTRACE_TIMEOUT_NS 1000000000ULL

static void show_backtrace(void)
{
	pr_warn("CPU: %u thread: %s\n", smp_processor_id(), current->comm);
	dump_stack();
}

static bool smp_show_stuck(unsigned int cpu)
{
	struct pt_regs regs;
	bool known = arch_cpu_regs(cpu, &regs);

	pr_warn("CPU: %u thread: %s: this CPU takes no interrupts%s\n", cpu,
		(*per_cpu_ptr(&current_task, cpu))->comm,
		known ? "" : ", and no back-trace is available");
	if (known)
		show_trace(KERN_WARNING, &regs);
	return known;
}

/*
 * Ask another CPU to print its back-trace.  If the CPU does not answer in time, this CPU tries to
 * print it.  Interrupts are disabled.
 */
static bool ask_for_backtrace(unsigned int cpu)
{
	bool *asked = per_cpu_ptr(&backtrace_asked, cpu);
	u64 deadline = ktime_get_ns() + BACKTRACE_TIMEOUT_NS;

	smp_store_release(asked, true);
	smp_send_reschedule(cpu);
	while (smp_load_acquire(asked) && ktime_get_ns() < deadline)
		cpu_relax();
	if (!smp_load_acquire(asked))
		return true;
	WRITE_ONCE(*asked, false);
	return smp_show_stuck(cpu);
}

void smp_handle_ipi(void)
{
	struct cpumask *mine = this_cpu_ptr(&callers);
	unsigned int caller;

	if (READ_ONCE(stopping)) {
		for (;;)
			arch_cpu_idle();
	}
	if (READ_ONCE(*this_cpu_ptr(&backtrace_asked))) {
		show_backtrace();
		smp_store_release(this_cpu_ptr(&backtrace_asked), false);
	}
	app_stack_refill();
	timer_check_reprogram();
	for_each_possible_cpu(caller) {
		struct call *call = per_cpu_ptr(&calls, caller);

		if (!cpumask_test_cpu(caller, mine) ||
		    !test_and_clear_bit(caller, cpumask_bits(mine)))
			continue;
		call->func(call->info);
		/* Full barrier: the caller sees the effects of func() before the bit is cleared. */
		test_and_clear_bit(smp_processor_id(), cpumask_bits(&call->pending));
	}
}

/* Wait until all targets have cleared their bits.  The effects of the calls are then visible. */
static void wait_for_call(struct call *call)
{
	for (unsigned int i = 0; i < BITS_TO_LONGS(NR_CPUS); i++) {
		while (READ_ONCE(cpumask_bits(&call->pending)[i]))
			cpu_relax();
	}
	smp_mb();
}

void smp_call_function_many(const struct cpumask *mask, smp_call_func_t func, void *info, bool wait)
{
	struct call *call = this_cpu_ptr(&calls);
	struct cpumask targets;
	unsigned int cpu, self = smp_processor_id();

	if (WARN(in_interrupt() || irqs_disabled(), "smp_call_function_many() with interrupts off\n"))
		return;
	wait_for_call(call);
	cpumask_clear(&targets);
	for_each_cpu(cpu, mask) {
		if (cpu != self && cpu_online(cpu))
			cpumask_set_cpu(cpu, &targets);
	}
	if (cpumask_empty(&targets))
		return;
	call->func = func;
	call->info = info;
	cpumask_copy(&call->pending, &targets);
	/* Full barriers: a CPU that sees the bit also sees the request. */
	for_each_cpu(cpu, &targets)
		test_and_set_bit(self, cpumask_bits(per_cpu_ptr(&callers, cpu)));
	smp_send(&targets);
	if (wait)
		wait_for_call(call);
}

void on_each_cpu(smp_call_func_t func, void *info, int wait)
{
	unsigned long flags;

	smp_call_function_many(cpu_online_mask, func, info, false);
	local_irq_save(flags);
	func(info);
	local_irq_restore(flags);
	if (wait)
		wait_for_call(this_cpu_ptr(&calls));
}

int smp_call_function_single(int cpu, smp_call_func_t func, void *info, int wait)
{
	struct cpumask mask;
	unsigned long flags;

	if (cpu < 0 || cpu >= NR_CPUS || !cpu_online(cpu))
		return -ENXIO;
	if (cpu == (int)smp_processor_id()) {
		local_irq_save(flags);
		func(info);
		local_irq_restore(flags);
		return 0;
	}
	cpumask_clear(&mask);
	cpumask_set_cpu(cpu, &mask);
	smp_call_function_many(&mask, func, info, wait);
	return 0;
}

void smp_send_reschedule(int cpu)
{
	struct cpumask mask;

	cpumask_clear(&mask);
	cpumask_set_cpu(cpu, &mask);
	smp_send(&mask);
}

void smp_send_stop(void)
{
	struct cpumask others;

	WRITE_ONCE(stopping, true);
	cpumask_copy(&others, cpu_online_mask);
	cpumask_clear_cpu(smp_processor_id(), &others);
	if (!cpumask_empty(&others))
		smp_send(&others);
}

bool trigger_single_cpu_backtrace(int cpu)
{
	static atomic_t busy;
	bool shown = false;
	unsigned long flags;

	if (cpu < 0 || cpu >= NR_CPUS || !cpu_online(cpu))
		return false;
	local_irq_save(flags);
	if (!atomic_cmpxchg(&busy, 0, 1)) {
		shown = true;
		if (cpu == (int)smp_processor_id())
			show_backtrace();
		else
			shown = ask_for_backtrace(cpu);
		atomic_set(&busy, 0);
	}
	local_irq_restore(flags);
	return shown;
}

#else /* !CONFIG_SMP */

bool trigger_single_cpu_backtrace(int cpu)
{
	if (cpu)
		return false;
	pr_warn("CPU: 0 thread: %s\n", current->comm);
	dump_stack();
	return true;
}

void __init smp_start_cpus(void)
{
}

void smp_call_function_many(const struct cpumask *mask, smp_call_func_t func, void *info, bool wait)
{
}

void on_each_cpu(smp_call_func_t func, void *info, int wait)
{
	unsigned long flags;

	local_irq_save(flags);
	func(info);
	local_irq_restore(flags);
}

int smp_call_function_single(int cpu, smp_call_func_t func, void *info, int wait)
{
	if (cpu)
		return -ENXIO;
	on_each_cpu(func, info, wait);
	return 0;
}

void smp_handle_ipi(void)
{
}

void smp_send_reschedule(int cpu)
{
}

void smp_send_stop(void)
{
}

#endif /* CONFIG_SMP */

bool trigger_all_cpu_backtrace(void)
{
	bool all = true;
	int cpu;

	for_each_online_cpu(cpu)
		all &= trigger_single_cpu_backtrace(cpu);
	return all;
}
