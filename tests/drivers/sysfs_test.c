// SPDX-License-Identifier: BSD-2-Clause
/* Tests of /sys: nodes, attributes, files of devices, drivers and classes, and debugfs. */

#include <internal/kasan.h>
#include <internal/kernfs.h>
#include <kunit/test.h>
#include <linux/completion.h>
#include <linux/debugfs.h>
#include <linux/delay.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/kfence.h>
#include <linux/kstrtox.h>
#include <linux/kthread.h>
#include <linux/mm.h>
#include <linux/moduleparam.h>
#include <linux/platform_device.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/sysfs.h>

#include "../assert_or.h"

/* Read a file into @text, and return the number of bytes or an error. */
static ssize_t read_file(const char *path, char *text, size_t size)
{
	struct kernfs_node *kn = kernfs_find_path(path);
	struct kernfs_open_file *of = kn ? kernfs_open(kn) : ERR_PTR(-ENOENT);
	char *page = IS_ERR(of) ? NULL : (char *)__get_free_page(GFP_KERNEL);
	ssize_t n = IS_ERR(of) ? PTR_ERR(of) : page ? 0 : -ENOMEM;
	size_t total = 0;

	text[0] = '\0';
	while (page && (n = kernfs_read(of, page, PAGE_SIZE, (loff_t)total)) > 0) {
		size_t part = min_t(size_t, (size_t)n, size - 1 - total);

		memcpy(text + total, page, part);
		total += part;
		text[total] = '\0';
	}
	free_page((unsigned long)page);
	if (!IS_ERR(of))
		kernfs_close(of);
	kernfs_put(kn);
	return n < 0 ? n : (ssize_t)total;
}

static ssize_t write_file(const char *path, const char *text)
{
	struct kernfs_node *kn = kernfs_find_path(path);
	struct kernfs_open_file *of = kn ? kernfs_open(kn) : ERR_PTR(-ENOENT);
	ssize_t n = IS_ERR(of) ? PTR_ERR(of) : kernfs_write(of, text, strlen(text), 0);

	if (!IS_ERR(of))
		kernfs_close(of);
	kernfs_put(kn);
	return n;
}

static bool exists(const char *path)
{
	struct kernfs_node *kn = kernfs_find_path(path);

	kernfs_put(kn);
	return kn;
}

/* Memory may be exhausted in the test of failed allocations. */
#define EXPECT_FILE(test, path, content) do {						\
	char text_[80];									\
	ssize_t size_ = read_file(path, text_, sizeof(text_));				\
											\
	if (size_ != -ENOMEM) {								\
		KUNIT_EXPECT_EQ(test, size_, (ssize_t)strlen(content));			\
		KUNIT_EXPECT_STREQ(test, text_, content);				\
	}										\
} while (0)

#define EXPECT_ERROR(test, value, error) do {				\
	ssize_t value_ = (value);					\
									\
	if (value_ != -ENOMEM)						\
		KUNIT_EXPECT_EQ(test, value_, (ssize_t)(error));	\
} while (0)

/* ---- nodes ----------------------------------------------------------------------------------- */

static void remove_node(void *kn)
{
	kernfs_remove(kn);
}

static struct kernfs_node *make_directory(struct kunit *test, const char *name)
{
	struct kernfs_node *dir = kernfs_create(NULL, name, 0755, NULL, NULL, NULL);

	KUNIT_ASSERT_FALSE(test, IS_ERR(dir));
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, remove_node, dir), 0);
	return dir;
}

static void sysfs_test_nodes(struct kunit *test)
{
	static const char * const names[] = { "m", "z", "a", "k" };
	struct kernfs_node *dir = make_directory(test, "test"), *kn = NULL, *link;
	const char *last = "";
	char path[64];
	int n = 0;

	for (unsigned int i = 0; i < ARRAY_SIZE(names); i++)
		KUNIT_ASSERT_FALSE(test, IS_ERR(kernfs_create(dir, names[i], 0755, NULL, NULL,
							      NULL)));
	EXPECT_ERROR(test, PTR_ERR(kernfs_create(dir, "m", 0755, NULL, NULL, NULL)), -EEXIST);
	EXPECT_ERROR(test, PTR_ERR(kernfs_create(dir, "a/b", 0755, NULL, NULL, NULL)), -EINVAL);
	EXPECT_ERROR(test, PTR_ERR(kernfs_create(dir, "", 0755, NULL, NULL, NULL)), -EINVAL);
	while ((kn = kernfs_next(dir, kn))) {
		KUNIT_EXPECT_GT(test, strcmp(kn->name, last), 0);
		last = kn->name;
		n++;
	}
	KUNIT_EXPECT_EQ(test, n, 4);
	kn = kernfs_find_path("//sys/test//k/");
	KUNIT_ASSERT_NOT_NULL(test, kn);
	KUNIT_EXPECT_STREQ(test, kernfs_path(kn, path, sizeof(path)), "/sys/test/k");
	link = kernfs_create(dir, "link", 0777, NULL, kn, NULL);
	if (!IS_ERR(link))
		KUNIT_EXPECT_TRUE(test, exists("/sys/test/link"));
	EXPECT_ERROR(test, kernfs_rename(kn, "m"), -EEXIST);
	if (!kernfs_rename(kn, "renamed")) {
		KUNIT_EXPECT_TRUE(test, exists("/sys/test/renamed"));
		KUNIT_EXPECT_FALSE(test, exists("/sys/test/k"));
	}
	kernfs_remove(kn);
	EXPECT_ERROR(test, PTR_ERR(kernfs_create(kn, "late", 0755, NULL, NULL, NULL)), -ENOENT);
	kernfs_put(kn);
	KUNIT_EXPECT_EQ(test, kernfs_remove_by_name(dir, "none"), -ENOENT);
	KUNIT_EXPECT_FALSE(test, exists("/sys/none/k"));
	KUNIT_EXPECT_FALSE(test, exists("test"));
}

/* ---- attributes ------------------------------------------------------------------------------ */

static int value = 7;

static ssize_t value_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%d\n", value);
}

static ssize_t value_store(struct kobject *kobj, struct kobj_attribute *attr, const char *buf,
			   size_t count)
{
	int err = kstrtoint(buf, 0, &value);

	return err ? err : (ssize_t)count;
}

static ssize_t fails_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	return -ENODATA;
}

static ssize_t large_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	int n = 0;

	for (int i = 0; i < (int)PAGE_SIZE; i++)
		n += sysfs_emit_at(buf, min(n, (int)PAGE_SIZE - 1), "%d ", i % 10);
	return n;
}

static struct kobj_attribute value_attr = __ATTR_RW(value);
static struct kobj_attribute fails_attr = __ATTR_RO(fails);
static struct kobj_attribute large_attr = __ATTR_RO(large);
static struct kobj_attribute secret_attr = __ATTR(secret, 0200, NULL, value_store);

static ssize_t bytes_read(struct file *file, struct kobject *kobj, struct bin_attribute *attr,
			  char *buf, loff_t off, size_t count)
{
	memcpy(buf, attr->private + off, count);
	return (ssize_t)count;
}

static char bytes[] = "0123456789";
static BIN_ATTR_RO(bytes, 10);

static struct attribute *value_attrs[] = {
	&value_attr.attr, &fails_attr.attr, &large_attr.attr, &secret_attr.attr, NULL };
static struct bin_attribute *value_bin_attrs[] = { &bin_attr_bytes, NULL };
static bool show_large = true;

static umode_t value_visible(struct kobject *kobj, struct attribute *attr, int index)
{
	return attr == &large_attr.attr && !show_large ? 0 : attr->mode;
}

static const struct attribute_group value_group = {
	.attrs = value_attrs, .bin_attrs = value_bin_attrs, .is_visible = value_visible };
static const struct attribute_group named_group = { .name = "group", .attrs = value_attrs };

static void put_object(void *kobj)
{
	kobject_put(kobj);
}

static struct kobject *make_object(struct kunit *test)
{
	struct kobject *kobj = kobject_create_and_add("test", NULL);

	KUNIT_ASSERT_NOT_NULL(test, kobj);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, put_object, kobj), 0);
	return kobj;
}

static void sysfs_test_attributes(struct kunit *test)
{
	struct kobject *kobj = make_object(test);

	bin_attr_bytes.private = bytes;
	value = 7;
	KUNIT_ASSERT_EQ(test, sysfs_create_group(kobj, &value_group), 0);
	EXPECT_FILE(test, "/sys/test/value", "7\n");
	EXPECT_ERROR(test, write_file("/sys/test/value", "42\n"), 3);
	EXPECT_FILE(test, "/sys/test/value", value == 42 ? "42\n" : "7\n");
	EXPECT_ERROR(test, write_file("/sys/test/value", "x"), -EINVAL);
	EXPECT_FILE(test, "/sys/test/bytes", "0123456789");
	EXPECT_ERROR(test, read_file("/sys/test/fails", (char [8]){ }, 8), -ENODATA);
	EXPECT_ERROR(test, read_file("/sys/test/secret", (char [8]){ }, 8), -EACCES);
	EXPECT_ERROR(test, write_file("/sys/test/fails", "1"), -EACCES);
	EXPECT_ERROR(test, write_file("/sys/test/bytes", "1"), -EACCES);
	EXPECT_ERROR(test, read_file("/sys/test", (char [8]){ }, 8), -EISDIR);
	sysfs_remove_group(kobj, &value_group);
	KUNIT_EXPECT_FALSE(test, exists("/sys/test/value"));
	KUNIT_EXPECT_FALSE(test, exists("/sys/test/bytes"));
}

/* A text of more than a page is cut, and nothing is written outside of the buffer. */
static void sysfs_test_large(struct kunit *test)
{
	struct kobject *kobj = make_object(test);
	static char text[2 * PAGE_SIZE];
	ssize_t size;

	KUNIT_ASSERT_EQ(test, sysfs_create_file(kobj, &large_attr.attr), 0);
	size = read_file("/sys/test/large", text, sizeof(text));
	KUNIT_EXPECT_TRUE(test, size == (ssize_t)PAGE_SIZE - 1 || size == -ENOMEM);
}

static void sysfs_test_groups(struct kunit *test)
{
	struct kobject *kobj = make_object(test);

	show_large = true;
	KUNIT_ASSERT_EQ(test, sysfs_create_group(kobj, &named_group), 0);
	EXPECT_ERROR(test, sysfs_create_group(kobj, &named_group), -EEXIST);
	KUNIT_EXPECT_TRUE(test, exists("/sys/test/group/value"));
	KUNIT_ASSERT_EQ(test, sysfs_create_group(kobj, &value_group), 0);
	KUNIT_EXPECT_TRUE(test, exists("/sys/test/large"));
	show_large = false;
	if (!sysfs_update_group(kobj, &value_group)) {
		KUNIT_EXPECT_TRUE(test, exists("/sys/test/value"));
		KUNIT_EXPECT_FALSE(test, exists("/sys/test/large"));
	}
	sysfs_remove_group(kobj, &named_group);
	KUNIT_EXPECT_FALSE(test, exists("/sys/test/group"));
}

/* If a name exists, the group is not created, and the file of the other attribute remains. */
static void sysfs_test_conflict(struct kunit *test)
{
	static struct kobj_attribute other = __ATTR(large, 0444, value_show, NULL);
	struct kobject *kobj = make_object(test);

	show_large = true;
	value = 7;
	KUNIT_ASSERT_EQ(test, sysfs_create_file(kobj, &other.attr), 0);
	EXPECT_ERROR(test, sysfs_create_group(kobj, &value_group), -EEXIST);
	KUNIT_EXPECT_FALSE(test, exists("/sys/test/value"));
	EXPECT_FILE(test, "/sys/test/large", "7\n");
}

static DECLARE_COMPLETION(reading);
static bool read_done;

static ssize_t slow_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	complete(&reading);
	msleep(20);
	WRITE_ONCE(read_done, true);
	return sysfs_emit(buf, "slow\n");
}

static struct kobj_attribute slow_attr = __ATTR_RO(slow);

static int read_slow(void *unused)
{
	char text[16];

	if (read_file("/sys/test/slow", text, sizeof(text)) == -ENOMEM) {
		WRITE_ONCE(read_done, true);
		complete(&reading);
	}
	while (!kthread_should_stop())
		msleep(1);
	return 0;
}

/* The removal of a file waits until its show function has returned. */
static void sysfs_test_removal(struct kunit *test)
{
	struct kobject *kobj = make_object(test);
	struct task_struct *task;

	reinit_completion(&reading);
	read_done = false;
	KUNIT_ASSERT_EQ(test, sysfs_create_file(kobj, &slow_attr.attr), 0);
	task = kthread_run(read_slow, NULL, "read_slow");
	KUNIT_ASSERT_FALSE(test, IS_ERR(task));
	wait_for_completion(&reading);
	sysfs_remove_file(kobj, &slow_attr.attr);
	KUNIT_EXPECT_TRUE(test, READ_ONCE(read_done));
	kthread_stop(task);
}

/* ---- devices --------------------------------------------------------------------------------- */

static int level = 3;
static DEVICE_INT_ATTR(level, 0644, level);
static struct attribute *device_attrs[] = { &dev_attr_level.attr.attr, NULL };
ATTRIBUTE_GROUPS(device);

static ssize_t state_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%s\n", dev->driver ? "bound" : "unbound");
}
static DEVICE_ATTR_RO(state);
static struct attribute *driver_attrs[] = { &dev_attr_state.attr, NULL };
ATTRIBUTE_GROUPS(driver);

static int sysfs_probe(struct platform_device *pdev)
{
	return 0;
}

static struct platform_driver sysfs_driver = {
	.probe = sysfs_probe,
	.driver = { .name = "sysfs-test", .dev_groups = driver_groups },
};

static void sysfs_test_driver(struct kunit *test)
{
	struct platform_device *pdev;

	KUNIT_ASSERT_EQ(test, platform_driver_register(&sysfs_driver), 0);
	pdev = platform_device_register_simple("sysfs-test", PLATFORM_DEVID_NONE, NULL, 0);
	ASSERT_OR(test, !IS_ERR(pdev), platform_driver_unregister(&sysfs_driver));
	if (device_is_bound(&pdev->dev)) {
		KUNIT_EXPECT_TRUE(test, exists("/sys/bus/platform/devices/sysfs-test/subsystem"));
		EXPECT_FILE(test, "/sys/devices/platform/sysfs-test/state", "bound\n");
		EXPECT_FILE(test, "/sys/bus/platform/drivers/sysfs-test/sysfs-test/state",
			    "bound\n");
		EXPECT_FILE(test, "/sys/devices/platform/sysfs-test/driver/sysfs-test/state",
			    "bound\n");
	}
	if (write_file("/sys/bus/platform/drivers/sysfs-test/unbind", "sysfs-test\n") > 0) {
		KUNIT_EXPECT_FALSE(test, device_is_bound(&pdev->dev));
		KUNIT_EXPECT_FALSE(test, exists("/sys/devices/platform/sysfs-test/state"));
		KUNIT_EXPECT_FALSE(test, exists("/sys/devices/platform/sysfs-test/driver"));
		EXPECT_ERROR(test, write_file("/sys/bus/platform/drivers/sysfs-test/unbind",
					      "sysfs-test"), -ENODEV);
		if (write_file("/sys/bus/platform/drivers/sysfs-test/bind", "sysfs-test") > 0)
			KUNIT_EXPECT_TRUE(test, device_is_bound(&pdev->dev));
	}
	EXPECT_ERROR(test, write_file("/sys/bus/platform/drivers/sysfs-test/bind", "none"),
		     -ENODEV);
	platform_device_unregister(pdev);
	KUNIT_EXPECT_FALSE(test, exists("/sys/devices/platform/sysfs-test"));
	KUNIT_EXPECT_FALSE(test, exists("/sys/bus/platform/devices/sysfs-test"));
	platform_driver_unregister(&sysfs_driver);
	KUNIT_EXPECT_FALSE(test, exists("/sys/bus/platform/drivers/sysfs-test"));
}

static void sysfs_test_class(struct kunit *test)
{
	struct class *class = class_create("sysfs-test");
	struct device *dev;

	KUNIT_ASSERT_FALSE(test, IS_ERR(class));
	dev = device_create_with_groups(class, NULL, MKDEV(10, 1), NULL, device_groups, "unit");
	if (!IS_ERR(dev)) {
		level = 3;
		EXPECT_FILE(test, "/sys/class/sysfs-test/unit/level", "3\n");
		EXPECT_FILE(test, "/sys/devices/virtual/sysfs-test/unit/level", "3\n");
		if (write_file("/sys/class/sysfs-test/unit/level", "5") == 1)
			KUNIT_EXPECT_EQ(test, level, 5);
		device_destroy(class, MKDEV(10, 1));
		KUNIT_EXPECT_FALSE(test, exists("/sys/class/sysfs-test/unit"));
	}
	class_destroy(class);
	KUNIT_EXPECT_FALSE(test, exists("/sys/class/sysfs-test"));
	KUNIT_EXPECT_FALSE(test, exists("/sys/devices/virtual/sysfs-test"));
}

/* ---- debugfs --------------------------------------------------------------------------------- */

static int lines_show(struct seq_file *m, void *unused)
{
	for (int i = 0; i < *(int *)m->__keyword(private); i++)
		seq_printf(m, "line %d\n", i);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(lines);

static int odd_get(void *data, u64 *number)
{
	*number = *(u64 *)data | 1;
	return 0;
}
DEFINE_DEBUGFS_ATTRIBUTE(odd_fops, odd_get, NULL, "%llu\n");

static void sysfs_test_debugfs(struct kunit *test)
{
	static int nr_lines = 2;
	static u8 small = 200;
	static u32 hex = 0x1234;
	static bool flag;
	static u64 even = 4;
	static char *name = "text";
	struct dentry *dir = debugfs_create_dir("test", NULL);

	KUNIT_ASSERT_FALSE(test, IS_ERR(dir));
	small = 200;
	flag = false;
	debugfs_create_u8("small", 0644, dir, &small);
	debugfs_create_x32("hex", 0444, dir, &hex);
	debugfs_create_bool("flag", 0644, dir, &flag);
	debugfs_create_str("name", 0444, dir, &name);
	debugfs_create_file("odd", 0644, dir, &even, &odd_fops);
	debugfs_create_file("lines", 0444, dir, &nr_lines, &lines_fops);
	if (exists("/sys/kernel/debug/test/lines")) {
		EXPECT_FILE(test, "/sys/kernel/debug/test/small", "200\n");
		EXPECT_FILE(test, "/sys/kernel/debug/test/hex", "0x00001234\n");
		EXPECT_FILE(test, "/sys/kernel/debug/test/flag", "N\n");
		EXPECT_FILE(test, "/sys/kernel/debug/test/name", "text\n");
		EXPECT_FILE(test, "/sys/kernel/debug/test/odd", "5\n");
		EXPECT_FILE(test, "/sys/kernel/debug/test/lines", "line 0\nline 1\n");
		EXPECT_ERROR(test, write_file("/sys/kernel/debug/test/odd", "1"), -EACCES);
		EXPECT_ERROR(test, write_file("/sys/kernel/debug/test/hex", "1"), -EACCES);
		if (write_file("/sys/kernel/debug/test/small", "0x11\n") > 0)
			KUNIT_EXPECT_EQ(test, small, 0x11);
		if (write_file("/sys/kernel/debug/test/flag", "y\n") > 0)
			KUNIT_EXPECT_TRUE(test, flag);
		EXPECT_ERROR(test, write_file("/sys/kernel/debug/test/flag", "?"), -EINVAL);
	}
	KUNIT_EXPECT_TRUE(test, IS_ERR(debugfs_create_dir("sub", ERR_PTR(-ENODEV))));
	KUNIT_EXPECT_TRUE(test, IS_ERR(debugfs_create_file("a/b", 0444, dir, &even, &odd_fops)));
	debugfs_remove_recursive(dir);
	KUNIT_EXPECT_FALSE(test, exists("/sys/kernel/debug/test"));
	debugfs_remove(NULL);
	debugfs_remove(ERR_PTR(-ENOMEM));
}

/* ---- parameters of modules ------------------------------------------------------------------- */

#define PARAMETERS	"/sys/module/sysfs_test/parameters/"

static unsigned int params_list[3] = { 1, 2, 3 }, params_nr = 2;
module_param_array(params_list, uint, &params_nr, 0644);
static bool params_on;
module_param(params_on, bool, 0444);
static int params_hidden;
module_param(params_hidden, int, 0);
static char params_text[8] = "old";
module_param_string(params_text, params_text, sizeof(params_text), 0644);

static void sysfs_test_params(struct kunit *test)
{
	char text[32];

	KUNIT_EXPECT_GT(test, read_file(PARAMETERS "params_list", text, sizeof(text)), 0);
	KUNIT_EXPECT_STREQ(test, text, "1,2\n");
	KUNIT_EXPECT_EQ(test, write_file(PARAMETERS "params_list", "7,0x8,9\n"), 8);
	KUNIT_EXPECT_EQ(test, params_nr, 3);
	KUNIT_EXPECT_EQ(test, params_list[2], 9);
	KUNIT_EXPECT_EQ(test, write_file(PARAMETERS "params_list", "1,2,3,4\n"), -EINVAL);
	KUNIT_EXPECT_GT(test, read_file(PARAMETERS "params_on", text, sizeof(text)), 0);
	KUNIT_EXPECT_STREQ(test, text, "N\n");
	KUNIT_EXPECT_LT(test, write_file(PARAMETERS "params_on", "1\n"), 0);
	KUNIT_EXPECT_FALSE(test, params_on);
	KUNIT_EXPECT_FALSE(test, exists(PARAMETERS "params_hidden"));
	KUNIT_EXPECT_EQ(test, write_file(PARAMETERS "params_text", "new\n"), 4);
	KUNIT_EXPECT_STREQ(test, params_text, "new");
	KUNIT_EXPECT_EQ(test, write_file(PARAMETERS "params_text", "too long\n"), -ENOSPC);
	memcpy(params_list, (unsigned int []){ 1, 2, 3 }, sizeof(params_list));
	params_nr = 2;
	params_hidden = 0;
}

#ifdef CONFIG_KFENCE

/* KFENCE begins to sample when its parameter is written, and stops. */
static void sysfs_test_kfence(struct kunit *test)
{
	const char *path = "/sys/module/kfence/parameters/sample_interval";
	unsigned long before = kfence_sample_interval;
	bool sampled = false;

	KUNIT_EXPECT_EQ(test, write_file(path, "0\n"), 2);
	KUNIT_EXPECT_EQ(test, write_file(path, "1\n"), 2);
	KUNIT_EXPECT_EQ(test, kfence_sample_interval, 1UL);
	for (unsigned int i = 0; i < 1000 && !sampled; i++) {
		void *object = kmalloc(64, GFP_KERNEL);

		sampled = is_kfence_address(object);
		kfree(object);
		msleep(1);
	}
	KUNIT_EXPECT_TRUE(test, sampled || kmalloc_is_watched());
	KUNIT_EXPECT_EQ(test, write_file(path, "4294967296\n"), -ERANGE);
	kfence_set_sample_interval(before);
}

#endif

static const struct kunit_case sysfs_cases[] = {
	KUNIT_CASE(sysfs_test_nodes),
	KUNIT_CASE(sysfs_test_attributes),
	KUNIT_CASE(sysfs_test_large),
	KUNIT_CASE(sysfs_test_groups),
	KUNIT_CASE(sysfs_test_conflict),
	KUNIT_CASE(sysfs_test_removal),
	KUNIT_CASE(sysfs_test_driver),
	KUNIT_CASE(sysfs_test_class),
	KUNIT_CASE(sysfs_test_debugfs),
	KUNIT_CASE(sysfs_test_params),
#ifdef CONFIG_KFENCE
	KUNIT_CASE(sysfs_test_kfence),
#endif
	{}
};

static struct kunit_suite sysfs_suite = {
	.name = "sysfs",
	.test_cases = sysfs_cases,
};
kunit_test_suite(sysfs_suite);
