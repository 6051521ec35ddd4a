/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_PINCTRL_PINCONF_GENERIC_H
#define LINUX_PINCTRL_PINCONF_GENERIC_H

/*
 * Parameters of lines, for gpio_chip.set_config() and gpiod_set_config(): a parameter in the lowest
 * 8 bits, and its argument in the 24 bits above.  There are no pin controllers.
 *
 * Context of all functions here: any.
 */

#include <linux/types.h>

enum pin_config_param {
	PIN_CONFIG_BIAS_BUS_HOLD,
	PIN_CONFIG_BIAS_DISABLE,
	PIN_CONFIG_BIAS_HIGH_IMPEDANCE,
	PIN_CONFIG_BIAS_PULL_DOWN,
	PIN_CONFIG_BIAS_PULL_PIN_DEFAULT,
	PIN_CONFIG_BIAS_PULL_UP,
	PIN_CONFIG_DRIVE_OPEN_DRAIN,
	PIN_CONFIG_DRIVE_OPEN_SOURCE,
	PIN_CONFIG_DRIVE_PUSH_PULL,
	PIN_CONFIG_DRIVE_STRENGTH,	/* argument: mA */
	PIN_CONFIG_DRIVE_STRENGTH_UA,	/* uA */
	PIN_CONFIG_INPUT_DEBOUNCE,	/* us; 0: off */
	PIN_CONFIG_INPUT_ENABLE,
	PIN_CONFIG_INPUT_SCHMITT,
	PIN_CONFIG_INPUT_SCHMITT_ENABLE,
	PIN_CONFIG_INPUT_SCHMITT_UV,	/* uV */
	PIN_CONFIG_MODE_LOW_POWER,
	PIN_CONFIG_MODE_PWM,
	PIN_CONFIG_OUTPUT,
	PIN_CONFIG_OUTPUT_ENABLE,
	PIN_CONFIG_OUTPUT_IMPEDANCE_OHMS,
	PIN_CONFIG_PERSIST_STATE,
	PIN_CONFIG_POWER_SOURCE,
	PIN_CONFIG_SKEW_DELAY,
	PIN_CONFIG_SLEEP_HARDWARE_STATE,
	PIN_CONFIG_SLEW_RATE,
	PIN_CONFIG_END = 0x7f,		/* above this, parameters of one driver */
	PIN_CONFIG_MAX = 0xff,
};

#define PIN_CONF_PACKED(param, argument)	((argument) << 8 | ((unsigned long)(param) & 0xff))

static inline enum pin_config_param pinconf_to_config_param(unsigned long config)
{
	return (enum pin_config_param)(config & 0xff);
}

static inline u32 pinconf_to_config_argument(unsigned long config)
{
	return (u32)(config >> 8 & 0xffffff);
}

static inline unsigned long pinconf_to_config_packed(enum pin_config_param param, u32 argument)
{
	return PIN_CONF_PACKED(param, argument);
}

#endif /* LINUX_PINCTRL_PINCONF_GENERIC_H */
