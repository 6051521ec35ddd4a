// SPDX-License-Identifier: BSD-2-Clause
/*
 * Calls to PSCI firmware.  The device tree names the instruction for the calls (HVC or SMC), with
 * one exception: if the image was entered at EL2, no code at EL2 could answer an HVC, so SMC is
 * used even if the tree specifies "hvc".
 *
 * PSCI 0.1 has no other useful function than starting CPUs.  The device tree contains the number of
 * that function.
 */

#include <linux/cache.h>
#include <linux/init.h>
#include <linux/of.h>
#include <linux/printk.h>
#include <linux/string.h>
#include <asm/smccc.h>
#include <internal/arch.h>

#include "arm64.h"

bool psci_is_0_1 __ro_after_init;
static u32 cpu_on __ro_after_init;	/* function number for PSCI 0.1 */
static enum { CONDUIT_NONE, CONDUIT_SMC, CONDUIT_HVC } conduit __ro_after_init;

long psci_call(unsigned long function, unsigned long arg1, unsigned long arg2, unsigned long arg3)
{
	register unsigned long x0 __asm__("x0") = psci_is_0_1 ? cpu_on : function;
	register unsigned long x1 __asm__("x1") = arg1;
	register unsigned long x2 __asm__("x2") = arg2;
	register unsigned long x3 __asm__("x3") = arg3;

	/* SMCCC: a call may change x4 to x17. */
#define SMCCC_CLOBBERS "x4", "x5", "x6", "x7", "x8", "x9", "x10", "x11", "x12", "x13", "x14", \
		       "x15", "x16", "x17", "memory"
	if (psci_is_0_1 && function != PSCI_CPU_ON)
		return PSCI_RET_NOT_SUPPORTED;
	if (conduit == CONDUIT_SMC)
		__asm__ __volatile__("smc #0" : "+r"(x0), "+r"(x1), "+r"(x2), "+r"(x3) : :
				     SMCCC_CLOBBERS);
	else if (conduit == CONDUIT_HVC)
		__asm__ __volatile__("hvc #0" : "+r"(x0), "+r"(x1), "+r"(x2), "+r"(x3) : :
				     SMCCC_CLOBBERS);
	else
		return PSCI_RET_NOT_SUPPORTED;
	return (int)x0;
}

void arm64_secure_write32(phys_addr_t address, u32 value)
{
	register unsigned long x0 __asm__("x0") = SECURE_WRITE32;
	register unsigned long x1 __asm__("x1") = address;
	register unsigned long x2 __asm__("x2") = value;

	if (boot_info.entry_level == 3)
		__asm__ __volatile__("smc #0" : "+r"(x0) : "r"(x1), "r"(x2) : SMCCC_CLOBBERS);
}

static struct device_node *__init psci_node(void)
{
	struct device_node *np = of_find_compatible_node(NULL, NULL, "arm,psci-1.0");

	if (!np)
		np = of_find_compatible_node(NULL, NULL, "arm,psci-0.2");
	if (np)
		return np;
	np = of_find_compatible_node(NULL, NULL, "arm,psci");
	psci_is_0_1 = np && !of_property_read_u32(np, "cpu_on", &cpu_on);
	if (np && !psci_is_0_1)
		pr_err("%pOF: PSCI 0.1 without cpu_on: other CPUs cannot be started\n", np);
	return psci_is_0_1 ? np : NULL;
}

static int __init psci_init(void)
{
	struct device_node *np = psci_node();
	const char *method;
	long version = 1;

	if (!np || of_property_read_string(np, "method", &method))
		return 0;
	if (boot_info.entry_level == 3) {
		pr_info("PSCI: entered at EL3: there is no firmware to call\n");
		return 0;
	}
	conduit = !strcmp(method, "smc") ? CONDUIT_SMC : CONDUIT_HVC;
	if (conduit == CONDUIT_HVC && boot_info.entry_level == 2) {
		pr_warn("PSCI: the device tree says hvc, but Quarry owns EL2: using smc\n");
		conduit = CONDUIT_SMC;
	}
	if (!psci_is_0_1)
		version = psci_call(PSCI_VERSION, 0, 0, 0);
	pr_info("PSCI: version %ld.%ld, called by %s\n", version >> 16, version & 0xffff,
		conduit == CONDUIT_SMC ? "smc" : "hvc");
	return 0;
}
early_initcall(psci_init);

/*
 * Exit with @status.  The power-off function of PSCI has no status argument (QEMU exits with 0), so
 * it is not used after a failure.
 */
void arch_exit(int status)
{
	arm64_semihosting_exit(status);
	if (!status)
		psci_call(PSCI_SYSTEM_OFF, 0, 0, 0);
}
