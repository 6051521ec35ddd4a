// SPDX-License-Identifier: BSD-2-Clause
/*
 * A C++ program with the interfaces of Linux and of the C library.  It has DMA buffers that a
 * destructor frees, reports errors as exceptions, and counts the words of a file on the disk.
 *
 *	make run APP=examples/cpp
 */
#include <algorithm>
#include <cctype>
#include <cstdio>
#include <linux/dma-mapping.h>
#include <linux/err.h>
#include <linux/platform_device.h>
#include <map>
#include <memory>
#include <string>
#include <system_error>
#include <vector>

/* Throw an exception if @result, which a function of Linux returned, is a negative error number. */
static void must(long result, const char *what)
{
	if (result < 0)
		throw std::system_error(-result, std::generic_category(), what);
}

/* Coherent memory for a device.  The destructor frees it. */
class coherent_buffer {
public:
	coherent_buffer(struct device *dev, size_t size) : dev(dev), size(size)
	{
		address = dma_alloc_coherent(dev, size, &handle, GFP_KERNEL);
		must(address ? 0 : -ENOMEM, "dma_alloc_coherent");
	}

	coherent_buffer(const coherent_buffer &) = delete;

	~coherent_buffer()
	{
		dma_free_coherent(dev, size, address, handle);
	}

	dma_addr_t bus_address() const { return handle; }

private:
	struct device *dev;
	size_t size;
	void *address;
	dma_addr_t handle;
};

static void buffers()
{
	auto unregister = [](struct platform_device *pdev) { platform_device_unregister(pdev); };
	std::unique_ptr<struct platform_device, decltype(unregister)> pdev(
		platform_device_register_simple("example", PLATFORM_DEVID_NONE, NULL, 0),
		unregister);
	std::vector<std::unique_ptr<coherent_buffer>> descriptors;

	must(PTR_ERR_OR_ZERO(pdev.get()), "platform_device_register_simple");
	must(dma_set_mask_and_coherent(&pdev->dev, DMA_BIT_MASK(32)), "dma_set_mask_and_coherent");
	for (int i = 0; i < 4; i++)
		descriptors.push_back(std::make_unique<coherent_buffer>(&pdev->dev, 64));
	printf("%zu descriptors, the first at %#llx for the device\n", descriptors.size(),
	       static_cast<unsigned long long>(descriptors[0]->bus_address()));
	coherent_buffer too_large(&pdev->dev, 1ul << 40);
}

static std::map<std::string, int> count_words(const char *path)
{
	std::unique_ptr<FILE, int (*)(FILE *)> file(fopen(path, "r"), fclose);
	std::map<std::string, int> words;
	std::string word;

	must(file ? 0 : -errno, path);
	for (int c; (c = getc(file.get())) != EOF;) {
		if (isalpha(c)) {
			word += tolower(c);
		} else if (!word.empty()) {
			words[word]++;
			word.clear();
		}
	}
	return words;
}

int main(int argc, char **argv)
{
	try {
		auto words = count_words(argc > 1 ? argv[1] : "README.md");
		std::vector<std::pair<std::string, int>> list(words.begin(), words.end());

		std::stable_sort(list.begin(), list.end(),
				 [](auto &a, auto &b) { return a.second > b.second; });
		printf("%zu different words; most often", list.size());
		for (size_t i = 0; i < std::min<size_t>(3, list.size()); i++)
			printf(" %s (%d)", list[i].first.c_str(), list[i].second);
		printf("\n");
		buffers();
	} catch (const std::system_error &error) {
		printf("caught: %s\n", error.what());
	}
	return 0;
}
