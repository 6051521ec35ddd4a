/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_NVMEM_PROVIDER_H
#define LINUX_NVMEM_PROVIDER_H

/*
 * Drivers of devices with nonvolatile memory describe it by a struct nvmem_config.  Nobody can use
 * the memory: nvmem_register() reports this and fails with -EOPNOTSUPP.
 */

#include <linux/dev_printk.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/types.h>

struct device;
struct device_node;
struct module;
struct nvmem_device;

typedef int (*nvmem_reg_read_t)(void *priv, unsigned int offset, void *val, size_t bytes);
typedef int (*nvmem_reg_write_t)(void *priv, unsigned int offset, void *val, size_t bytes);

enum nvmem_type {
	NVMEM_TYPE_UNKNOWN = 0,
	NVMEM_TYPE_EEPROM,
	NVMEM_TYPE_OTP,
	NVMEM_TYPE_BATTERY_BACKED,
	NVMEM_TYPE_FRAM,
};

#define NVMEM_DEVID_NONE	(-1)
#define NVMEM_DEVID_AUTO	(-2)

struct nvmem_config {
	struct device *dev;
	const char *name;
	int id;
	struct module *owner;
	enum nvmem_type type;
	bool read_only;
	bool root_only;
	struct device_node *of_node;
	nvmem_reg_read_t reg_read;
	nvmem_reg_write_t reg_write;
	int size;
	int word_size;
	int stride;
	void *priv;
};

static inline struct nvmem_device *nvmem_register(const struct nvmem_config *config)
{
	dev_warn(config->dev, "nonvolatile memory is not supported\n");
	return (struct nvmem_device *)ERR_PTR(-EOPNOTSUPP);
}

static inline struct nvmem_device *devm_nvmem_register(struct device *dev,
						       const struct nvmem_config *config)
{
	dev_warn(dev, "nonvolatile memory is not supported\n");
	return (struct nvmem_device *)ERR_PTR(-EOPNOTSUPP);
}

static inline void nvmem_unregister(struct nvmem_device *nvmem)
{
}

#endif /* LINUX_NVMEM_PROVIDER_H */
