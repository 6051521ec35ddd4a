// SPDX-License-Identifier: BSD-2-Clause
/* Tests of <termios.h>, without input and with typed input. */

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>
#include "check.h"

void check_terminal(void)
{
	struct termios before, raw, now;
	struct winsize size = { 1, 1, 1, 1 };
	char c;
	int fd = open("welcome.txt", O_RDONLY);

	CHECK(tcgetattr(fd, &raw) == -1 && errno == ENOTTY && tcgetattr(99, &raw) == -1 &&
	      errno == EBADF);
	CHECK(tcgetattr(0, &before) == 0);
	CHECK((before.c_lflag & (ICANON | ECHO | ISIG)) == (ICANON | ECHO | ISIG));
	CHECK(before.c_iflag == ICRNL && before.c_cc[VEOF] == 4 && before.c_cc[VERASE] == 127 &&
	      before.c_cc[VINTR] == 3 && before.c_cc[VMIN] == 1 && before.c_cc[VTIME] == 0);
	CHECK(tcsetattr(fd, TCSANOW, &before) == -1 && errno == ENOTTY);
	CHECK(tcsetattr(0, 3, &before) == -1 && errno == EINVAL);
	CHECK(tcflush(fd, TCIFLUSH) == -1 && errno == ENOTTY && tcflush(0, 3) == -1 &&
	      errno == EINVAL);
	CHECK(tcflush(0, TCIOFLUSH) == 0 && tcdrain(1) == 0 && tcdrain(fd) == -1 &&
	      errno == ENOTTY);
	CHECK(ioctl(1, TIOCGWINSZ, &size) == 0 && size.ws_row == 0 && size.ws_col == 0);
	CHECK(ioctl(fd, TIOCGWINSZ, &size) == -1 && errno == ENOTTY);
	CHECK(ioctl(1, 1) == -1 && errno == ENOTTY);
	CHECK(close(fd) == 0 && ioctl(fd, TIOCGWINSZ, &size) == -1 && errno == EBADF);

	raw = before;
	cfmakeraw(&raw);
	raw.c_cc[VMIN] = 0;
	CHECK(cfsetspeed(&raw, B9600) == 0 && cfsetospeed(&raw, B19200) == 0 &&
	      cfgetispeed(&raw) == B9600);
	CHECK(tcsetattr(0, TCSAFLUSH, &raw) == 0 && tcgetattr(2, &now) == 0);
	CHECK(!(now.c_lflag & (ICANON | ECHO | ISIG)) && !(now.c_iflag & ICRNL) &&
	      now.c_cc[VMIN] == 0);
	CHECK(now.c_oflag == before.c_oflag && cfgetispeed(&now) == B9600 &&
	      cfgetospeed(&now) == B19200);
	CHECK(read(0, &c, 1) == 0 && read(0, &c, 0) == 0);
	CHECK(tcsetattr(0, TCSANOW, &before) == 0 && tcgetattr(0, &now) == 0 &&
	      !memcmp(&now, &before, sizeof(now)));
}

static struct termios settings;

/* Set VMIN to @least characters, and VTIME to @tenths tenths of a second. */
static void set(int least, int tenths)
{
	settings.c_cc[VMIN] = least;
	settings.c_cc[VTIME] = tenths;
	CHECK(tcsetattr(0, TCSANOW, &settings) == 0);
}

/* Print a complete line.  The console of the host port writes only complete lines. */
static void prompt(const char *text)
{
	printf("%s:\n", text);
	fflush(stdout);
}

/*
 * Print the result of one read() of at most @most bytes in hexadecimal.  Check that the call took
 * at least @least_ms milliseconds.
 */
static void read_once(size_t most, long least_ms)
{
	unsigned char text[20];
	struct timespec a, b;
	long n;

	clock_gettime(CLOCK_MONOTONIC, &a);
	n = read(0, text, most);
	clock_gettime(CLOCK_MONOTONIC, &b);
	printf("%ld:", n);
	for (long i = 0; i < n; i++)
		printf(" %02x", text[i]);
	printf("\n");
	CHECK((b.tv_sec - a.tv_sec) * 1000 + (b.tv_nsec - a.tv_nsec) / 1000000 >= least_ms);
}

static void typed_line(const char *text)
{
	char got[50];

	prompt(text);
	CHECK(fgets(got, sizeof(got), stdin));
	printf("%zu characters, %s", strlen(got) - 1, got);
}

static volatile sig_atomic_t caught;

static void handler(int number)
{
	caught += number;
}

void type_at_terminal(void)
{
	struct termios before;

	CHECK(tcgetattr(0, &before) == 0);
	settings = before;
	cfmakeraw(&settings);
	set(1, 0);
	prompt("raw");
	for (int i = 0; i < 4; i++)
		read_once(1, 0);
	set(0, 0);
	read_once(10, 0);
	set(0, 3);
	read_once(10, 300);
	set(3, 0);
	prompt("three");
	read_once(10, 0);
	set(5, 3);
	prompt("some");
	read_once(10, 300);
	set(2, 0);
	prompt("two of them");
	read_once(2, 0);
	read_once(1, 0);
	prompt("one");
	read_once(1, 0);
	set(1, 0);
	prompt("lost");
	read_once(1, 0);
	usleep(500000);
	CHECK(tcflush(0, TCIFLUSH) == 0);
	set(0, 0);
	read_once(10, 0);
	set(1, 0);
	prompt("lost");
	read_once(1, 0);
	usleep(500000);
	settings.c_cc[VMIN] = 0;
	CHECK(tcsetattr(0, TCSAFLUSH, &settings) == 0);
	read_once(10, 0);

	settings = before;
	settings.c_lflag &= ~ECHO;
	settings.c_cc[VKILL] = 'K';
	settings.c_cc[VERASE] = _POSIX_VDISABLE;
	CHECK(tcsetattr(0, TCSAFLUSH, &settings) == 0);
	typed_line("hidden");
	CHECK(tcsetattr(0, TCSAFLUSH, &before) == 0);

	CHECK(signal(SIGINT, handler) == SIG_DFL && signal(SIGQUIT, handler) == SIG_DFL);
	typed_line("interrupted");
	printf("caught %d\n", (int)caught);
	settings = before;
	settings.c_lflag &= ~ISIG;
	CHECK(tcsetattr(0, TCSANOW, &settings) == 0);
	typed_line("not interrupted");
	CHECK(tcsetattr(0, TCSANOW, &before) == 0);
	prompt("the end");
	getchar();
}
