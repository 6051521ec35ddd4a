/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_INPUT_EVENT_CODES_H
#define LINUX_INPUT_EVENT_CODES_H

/*
 * Numbers of input events.  In a build with drivers of Linux, this header is that of Linux, with
 * all keys.  Otherwise it has the types of events, their limits, and the codes of a simple keyboard
 * and of a pointing device.
 */

#if __has_include(<uapi/linux/input-event-codes.h>)
#include <uapi/linux/input-event-codes.h>
#else

/* Types of events. */
#define EV_SYN			0x00
#define EV_KEY			0x01
#define EV_REL			0x02
#define EV_ABS			0x03
#define EV_MSC			0x04
#define EV_SW			0x05
#define EV_LED			0x11
#define EV_SND			0x12
#define EV_REP			0x14
#define EV_FF			0x15
#define EV_PWR			0x16
#define EV_FF_STATUS		0x17
#define EV_MAX			0x1f
#define EV_CNT			(EV_MAX + 1)

#define SYN_REPORT		0
#define SYN_CONFIG		1
#define SYN_MT_REPORT		2
#define SYN_DROPPED		3

#define INPUT_PROP_POINTER	0x00
#define INPUT_PROP_DIRECT	0x01
#define INPUT_PROP_MAX		0x1f
#define INPUT_PROP_CNT		(INPUT_PROP_MAX + 1)

/* Keys and buttons. */
#define KEY_RESERVED		0
#define KEY_ESC			1
#define KEY_1			2
#define KEY_0			11
#define KEY_BACKSPACE		14
#define KEY_TAB			15
#define KEY_Q			16
#define KEY_ENTER		28
#define KEY_LEFTCTRL		29
#define KEY_A			30
#define KEY_S			31
#define KEY_LEFTSHIFT		42
#define KEY_Z			44
#define KEY_LEFTALT		56
#define KEY_SPACE		57
#define KEY_CAPSLOCK		58
#define KEY_F1			59
#define KEY_UP			103
#define KEY_LEFT		105
#define KEY_RIGHT		106
#define KEY_DOWN		108
#define KEY_POWER		116
#define BTN_LEFT		0x110
#define BTN_RIGHT		0x111
#define BTN_MIDDLE		0x112
#define BTN_TOUCH		0x14a
#define KEY_MAX			0x2ff
#define KEY_CNT			(KEY_MAX + 1)

/* Relative axes. */
#define REL_X			0x00
#define REL_Y			0x01
#define REL_WHEEL		0x08
#define REL_MAX			0x0f
#define REL_CNT			(REL_MAX + 1)

/* Absolute axes. */
#define ABS_X			0x00
#define ABS_Y			0x01
#define ABS_PRESSURE		0x18
#define ABS_MT_SLOT		0x2f
#define ABS_MT_TOUCH_MAJOR	0x30
#define ABS_MT_POSITION_X	0x35
#define ABS_MT_POSITION_Y	0x36
#define ABS_MT_TOOL_TYPE	0x37
#define ABS_MT_TRACKING_ID	0x39
#define ABS_MT_PRESSURE		0x3a
#define ABS_MT_TOOL_Y		0x3d
#define ABS_MAX			0x3f
#define ABS_CNT			(ABS_MAX + 1)

/* Switches, other events, LEDs, sounds, parameters of the repetition of keys. */
#define SW_LID			0x00
#define SW_MAX			0x10
#define SW_CNT			(SW_MAX + 1)
#define MSC_SCAN		0x04
#define MSC_TIMESTAMP		0x05
#define MSC_MAX			0x07
#define MSC_CNT			(MSC_MAX + 1)
#define LED_NUML		0x00
#define LED_CAPSL		0x01
#define LED_SCROLLL		0x02
#define LED_MAX			0x0f
#define LED_CNT			(LED_MAX + 1)
#define SND_BELL		0x01
#define SND_MAX			0x07
#define SND_CNT			(SND_MAX + 1)
#define REP_DELAY		0x00
#define REP_PERIOD		0x01
#define REP_MAX			0x01
#define REP_CNT			(REP_MAX + 1)

#endif
#endif /* LINUX_INPUT_EVENT_CODES_H */
