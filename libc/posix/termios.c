// SPDX-License-Identifier: BSD-2-Clause
/*
 * The functions of <termios.h>.  The supported flags are ICANON, ECHO, ISIG and ICRNL.  VMIN, VTIME
 * and the keys VERASE, VWERASE, VKILL, VEOF, VINTR and VQUIT are supported, too.  All other flags
 * are fixed: tcgetattr() returns them, and tcsetattr() ignores them.  The speed can be set and
 * read, but has no effect.
 */

#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>
#include "libc/os.h"

static speed_t input_speed = B115200, output_speed = B115200;

static int invalid(void)
{
	errno = EINVAL;
	return -1;
}

int tcgetattr(int fd, struct termios *to)
{
	struct os_console console = os_console_settings();

	if (!isatty(fd))
		return -1;
	*to = (struct termios){
		.c_iflag = console.returns ? ICRNL : 0,
		.c_oflag = OPOST | ONLCR,
		.c_cflag = CS8 | CREAD | CLOCAL,
		.c_lflag = ECHOE | ECHOK | ECHOKE | IEXTEN | (console.lines ? ICANON : 0) |
			   (console.echo ? ECHO : 0) | (console.signals ? ISIG : 0),
		.c_cc = {
			[VERASE] = console.erase, [VWERASE] = console.erase_word,
			[VKILL] = console.kill, [VEOF] = console.end,
			[VINTR] = console.interrupt, [VQUIT] = console.quit,
			[VMIN] = console.least, [VTIME] = console.tenths,
		},
		.c_ispeed = input_speed,
		.c_ospeed = output_speed,
	};
	return 0;
}

int tcflush(int fd, int queue)
{
	if (!isatty(fd))
		return -1;
	if (queue != TCIFLUSH && queue != TCOFLUSH && queue != TCIOFLUSH)
		return invalid();
	if (queue != TCOFLUSH)
		os_console_flush();
	return 0;
}

/* Do not wait: a write returns after the output has been sent. */
int tcdrain(int fd)
{
	return isatty(fd) ? 0 : -1;
}

int tcsetattr(int fd, int when, const struct termios *from)
{
	struct os_console console = {
		.lines = from->c_lflag & ICANON,
		.echo = from->c_lflag & ECHO,
		.signals = from->c_lflag & ISIG,
		.returns = from->c_iflag & ICRNL,
		.erase = from->c_cc[VERASE],
		.erase_word = from->c_cc[VWERASE],
		.kill = from->c_cc[VKILL],
		.end = from->c_cc[VEOF],
		.interrupt = from->c_cc[VINTR],
		.quit = from->c_cc[VQUIT],
		.least = from->c_cc[VMIN],
		.tenths = from->c_cc[VTIME],
	};

	if (!isatty(fd))
		return -1;
	if (when != TCSANOW && when != TCSADRAIN && when != TCSAFLUSH)
		return invalid();
	if (when == TCSAFLUSH)
		os_console_flush();
	os_console_set(&console);
	input_speed = from->c_ispeed;
	output_speed = from->c_ospeed;
	return 0;
}

void cfmakeraw(struct termios *to)
{
	to->c_iflag &= ~(IGNBRK | BRKINT | PARMRK | ISTRIP | INLCR | IGNCR | ICRNL | IXON);
	to->c_oflag &= ~OPOST;
	to->c_lflag &= ~(ECHO | ECHONL | ICANON | ISIG | IEXTEN);
	to->c_cflag = (to->c_cflag & ~(CSIZE | PARENB)) | CS8;
	to->c_cc[VMIN] = 1;
	to->c_cc[VTIME] = 0;
}

speed_t cfgetispeed(const struct termios *from)
{
	return from->c_ispeed;
}

speed_t cfgetospeed(const struct termios *from)
{
	return from->c_ospeed;
}

int cfsetispeed(struct termios *to, speed_t speed)
{
	to->c_ispeed = speed;
	return 0;
}

int cfsetospeed(struct termios *to, speed_t speed)
{
	to->c_ospeed = speed;
	return 0;
}

int cfsetspeed(struct termios *to, speed_t speed)
{
	to->c_ispeed = to->c_ospeed = speed;
	return 0;
}

/*
 * Return a window size of 0, which means that the size is unknown.  Linux does so for serial lines.
 */
int ioctl(int fd, unsigned long request, ...)
{
	struct winsize *size;
	va_list args;

	if (!isatty(fd))
		return -1;
	if (request != TIOCGWINSZ) {
		errno = ENOTTY;
		return -1;
	}
	va_start(args, request);
	size = va_arg(args, struct winsize *);
	va_end(args);
	*size = (struct winsize){ 0 };
	return 0;
}

void libc_signal(int number)
{
	raise(number);
}
