// SPDX-License-Identifier: BSD-2-Clause
/*
 * "main [GROUP]" checks one group of C++ features, or all groups. The exit status is 0 if no check
 * failed.
 *
 * "main uncaught" throws an exception that is not caught.
 */
#include <algorithm>
#include <any>
#include <array>
#include <atomic>
#include <charconv>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <deque>
#include <exception>
#include <functional>
#include <future>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <new>
#include <numeric>
#include <optional>
#include <random>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <threads.h>
#include <tuple>
#include <typeinfo>
#include <unordered_map>
#include <variant>
#include <vector>
#include "check.h"

static std::atomic<unsigned int> passed, failed;

void check(bool ok, const char *what, const char *file, int line)
{
	if (!ok)
		printf("%s:%d: not so: %s\n", file, line, what);
	(ok ? passed : failed)++;
}

/* ---- static and thread-local objects --------------------------------------------------------- */

struct tracked {
	static std::atomic<int> alive;
	int value;

	explicit tracked(int value) : value(value) { alive++; }
	tracked(const tracked &other) : value(other.value) { alive++; }
	~tracked() { alive--; }
};

std::atomic<int> tracked::alive;

static int order = 0;
static int first = ++order;
static std::string second = std::string(40, 'x') + std::to_string(++order);

struct last {
	~last() { puts("destroyed at the end"); }
};
static last last;

static std::atomic<int> constructed;

static tracked &slow_static()
{
	static tracked object(
		(std::this_thread::sleep_for(std::chrono::milliseconds(20)), ++constructed));

	return object;
}

static thread_local int counted = 41;
static thread_local tracked of_thread(7);

/* More static objects than C's table of exit() had entries for. */
static int gone;

template <int N> struct numbered {
	~numbered()
	{
		if (++gone == 100)
			printf("100 static objects are destroyed\n");
	}
};

template <int N> static void make_statics()
{
	static numbered<N> object;

	if constexpr (N > 1)
		make_statics<N - 1>();
}

static void statics()
{
	std::vector<std::thread> threads;
	std::mutex lock;
	std::set<int *> addresses;
	int before;

	make_statics<100>();
	CHECK(std::stold("1.25") == 1.25L && std::stod("0xA.8") == 10.5 &&
	      std::stof("1e-3") == 1e-3f);
	CHECK(first == 1 && second == std::string(40, 'x') + "2");
	for (int i = 0; i < 8; i++)
		threads.emplace_back([] { CHECK(slow_static().value == 1); });
	for (auto &thread : threads)
		thread.join();
	CHECK(constructed == 1);

	counted++;
	CHECK(of_thread.value == 7);
	before = tracked::alive;
	threads.clear();
	std::atomic<int> changed = 0;
	std::atomic<bool> seen = false;
	for (int i = 0; i < 8; i++)
		threads.emplace_back([&, i] {
			CHECK(counted == 41 && of_thread.value == 7);
			counted = of_thread.value = i;
			changed++;
			while (!seen)
				std::this_thread::sleep_for(std::chrono::milliseconds(1));
			CHECK(counted == i && of_thread.value == i);
			std::lock_guard<std::mutex> guard(lock);
			addresses.insert(&counted);
		});
	while (changed < 8)
		std::this_thread::sleep_for(std::chrono::milliseconds(1));
	CHECK(tracked::alive == before + 8);
	seen = true;
	for (auto &thread : threads)
		thread.join();
	CHECK(tracked::alive == before);
	CHECK(counted == 42 && addresses.size() == 8 && !addresses.count(&counted));
}

/* ---- memory ---------------------------------------------------------------------------------- */

struct alignas(1024) wide {
	char bytes[1024];
};

/* A size that cannot be allocated, and that the compiler does not know. */
static volatile size_t too_much = SIZE_MAX / 4;
static void *volatile where;

static void memory()
{
	auto number = std::make_unique<int>(3);
	auto aligned = std::make_unique<wide[]>(3);
	std::unique_ptr<char[]> none(new (std::nothrow) char[too_much]);
	where = none.get();
	std::shared_ptr<tracked> shared = std::make_shared<tracked>(4), other = shared;
	std::weak_ptr<tracked> weak = shared;
	int before = tracked::alive;

	CHECK(*number == 3 && !where);
	CHECK(reinterpret_cast<uintptr_t>(aligned.get()) % 1024 == 0);
	CHECK(shared.use_count() == 2 && !weak.expired());
	shared.reset();
	other.reset();
	CHECK(weak.expired() && tracked::alive == before - 1);
}

/* ---- the library ----------------------------------------------------------------------------- */

static void containers()
{
	std::vector<std::string> words;
	std::map<std::string, int> lengths;
	std::unordered_map<int, std::string> names;
	std::deque<int> queue(1000);
	std::variant<int, std::string> either = "text";
	std::optional<double> maybe;
	std::any any = std::string("any");
	std::function<int(int)> twice = [](int x) { return 2 * x; };
	char digits[32];

	for (int i = 0; i < 1000; i++) {
		words.push_back(std::to_string(i * 7919 % 1000));
		names[i] = words.back() + " is a string that is not short";
	}
	std::sort(words.begin(), words.end());
	CHECK(std::is_sorted(words.begin(), words.end()) && words[1] == "1" && words[2] == "10");
	for (auto &word : words)
		lengths[word] = word.size();
	CHECK(lengths.size() == 1000 && lengths["123"] == 3 &&
	      names.at(999).substr(0, 4) == "81 i");
	std::iota(queue.begin(), queue.end(), 1);
	CHECK(std::accumulate(queue.begin(), queue.end(), 0) == 500500);
	CHECK(std::get<std::string>(either) == "text" && !maybe &&
	      std::any_cast<std::string>(any) == "any");
	maybe = 0.5;
	CHECK(*maybe * 4 == 2.0 && twice(21) == 42);
	auto [end, err] = std::to_chars(digits, digits + sizeof(digits), 3.25);
	CHECK(err == std::errc() && std::string_view(digits, end - digits) == "3.25");
	std::random_device device;
	std::mt19937 generator(5489);
	generator.discard(9999);
	CHECK(generator() == 4123659995u && device() != device());
	CHECK(std::stod("1e3") == 1000.0 && std::stoi("-12") == -12);
}

static void threads()
{
	std::mutex lock;
	std::condition_variable changed;
	std::once_flag once;
	std::promise<int> promise;
	auto future = promise.get_future();
	int turns = 0, calls = 0;
	bool ready = false;
	std::vector<std::thread> threads;

	for (int i = 0; i < 4; i++)
		threads.emplace_back([&] {
			std::call_once(once, [&] { calls++; });
			std::unique_lock<std::mutex> guard(lock);
			changed.wait(guard, [&] { return ready; });
			turns++;
		});
	threads.emplace_back([&] { promise.set_value(5); });
	{
		std::lock_guard<std::mutex> guard(lock);
		ready = true;
	}
	changed.notify_all();
	for (auto &thread : threads)
		thread.join();
	CHECK(turns == 4 && calls == 1 && future.get() == 5);
	CHECK(std::thread::hardware_concurrency() >= 1);
	auto seconds = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
	CHECK(std::abs(seconds - time(nullptr)) <= 1);
	CHECK(std::async(std::launch::async, [] { return 6; }).get() == 6);
	auto never = std::promise<int>();
	auto waited = never.get_future();
	auto start = std::chrono::steady_clock::now();
	CHECK(waited.wait_for(std::chrono::milliseconds(30)) == std::future_status::timeout);
	CHECK(waited.wait_until(std::chrono::system_clock::now() + std::chrono::milliseconds(30)) ==
	      std::future_status::timeout);
	CHECK(std::chrono::steady_clock::now() - start >= std::chrono::milliseconds(60));
}

/* ---- run-time types and exceptions ----------------------------------------------------------- */

struct base {
	virtual ~base() = default;
	virtual int number() const { return 1; }
};

struct middle : virtual base {
	int number() const override { return 2; }
};

struct side : virtual base {
};

struct derived : middle, side {
	int number() const override { return 3; }
};

static void types()
{
	derived object;
	base *as_base = &object;
	base plain, *volatile as_plain = &plain;

	CHECK(as_base->number() == 3);
	CHECK(dynamic_cast<side *>(as_base) == static_cast<side *>(&object));
	CHECK(dynamic_cast<side *>(as_plain) == nullptr);
	CHECK(typeid(*as_base) == typeid(derived) && typeid(*as_base) != typeid(plain));
}

#ifdef __cpp_exceptions
static int depth(int n, double x)
{
	tracked here(n);
	double y = x * 1.5;

	if (!n)
		throw std::runtime_error("the bottom");
	return depth(n - 1, y) + here.value + (y == x * 1.5);
}

static double kept(double a, double b)
{
	double sum = a * b;

	try {
		depth(20, sum);
	} catch (const std::runtime_error &) {
		sum += a;
	}
	return sum;
}

static int throws_first()
{
	static int calls;
	static int value = ++calls < 3 ? throw calls : calls;

	return value;
}

/* A call that throws does not count: the next call_once() calls its function again. */
static void once()
{
	std::once_flag flag;
	once_flag of_c = ONCE_FLAG_INIT;
	std::atomic<int> calls = 0, threw = 0, done = 0;
	std::vector<std::thread> threads;

	for (int i = 0; i < 4; i++)
		threads.emplace_back([&] {
			try {
				std::call_once(flag, [&] {
					std::this_thread::sleep_for(std::chrono::milliseconds(2));
					if (++calls < 3)
						throw calls.load();
					done++;
				});
			} catch (int) {
				threw++;
			}
		});
	for (auto &thread : threads)
		thread.join();
	CHECK(calls == 3 && threw == 2 && done == 1);
	for (int i = 0; i < 3; i++) {
		static int of_c_calls;

		try {
			call_once(&of_c, [] {
				if (++of_c_calls == 1)
					throw 1;
			});
		} catch (int) {
			threw++;
		}
		CHECK(of_c_calls == (i ? 2 : 1));
	}
	CHECK(threw == 3);
}

static void exceptions()
{
	int before = tracked::alive, caught = 0;
	std::exception_ptr carried;

	try {
		depth(50, 1.0);
		CHECK(false);
	} catch (const std::exception &e) {
		CHECK(!strcmp(e.what(), "the bottom") && tracked::alive == before);
	}
	CHECK(kept(3.0, 4.0) == 15.0);
	for (int i = 0; i < 2; i++) {
		try {
			throws_first();
		} catch (int calls) {
			caught += calls;
		}
	}
	CHECK(caught == 3 && throws_first() == 3);
	once();
	try {
		try {
			throw derived();
		} catch (const side &inner) {
			CHECK(inner.number() == 3 && std::uncaught_exceptions() == 0);
			throw;
		}
	} catch (const base &outer) {
		CHECK(outer.number() == 3);
	}
	try {
		std::vector<char>().at(3);
		CHECK(false);
	} catch (const std::out_of_range &) {
	}
	try {
		where = new char[too_much];
		CHECK(false);
	} catch (const std::bad_alloc &) {
	}
	try {
		CHECK(!dynamic_cast<side &>(*std::make_unique<base>()).number());
	} catch (const std::bad_cast &) {
		caught = 100;
	}
	CHECK(caught == 100);
	std::thread([&] {
		try {
			throw std::logic_error("of another thread");
		} catch (...) {
			carried = std::current_exception();
		}
	}).join();
	try {
		std::rethrow_exception(carried);
	} catch (const std::logic_error &e) {
		CHECK(std::string(e.what()) == "of another thread");
	}
	std::vector<std::thread> threads;
	std::atomic<int> thrown = 0;
	for (int i = 0; i < 4; i++)
		threads.emplace_back([&, i] {
			for (int n = 0; n < 200; n++) {
				try {
					depth(n % 10, i);
				} catch (const std::runtime_error &) {
					thrown++;
				}
				if (n % 20 == 0)
					std::this_thread::yield();
			}
		});
	for (auto &thread : threads)
		thread.join();
	CHECK(thrown == 800);
	try {
		std::async(std::launch::async, []() -> int { throw 9; }).get();
	} catch (int nine) {
		CHECK(nine == 9);
	}
	CHECK(tracked::alive == before);
}
#else
static void exceptions()
{
}
#endif

static void uncaught()
{
	std::vector<int> empty;

	printf("%d\n", empty.at(3));
}

static const struct {
	const char *name;
	void (*run)();
} groups[] = {
	{ "statics", statics },	      { "memory", memory }, { "containers", containers },
	{ "threads", threads },	      { "types", types },   { "exceptions", exceptions },
	{ "linux", linux_interface },
};

int main(int argc, char **argv)
{
	std::string_view group = argc > 1 ? argv[1] : "all";

	if (group == "uncaught")
		uncaught();
	for (auto &each : groups) {
		if (group == "all" || group == each.name)
			each.run();
	}
	printf("%u checks passed, %u failed\n", passed.load(), failed.load());
	return failed != 0;
}
