// SPDX-License-Identifier: BSD-2-Clause

#include <linux/ctype.h>

#define C8(x)	x, x, x, x, x, x, x, x
#define C5(x)	x, x, x, x, x
#define C20(x)	C8(x), C8(x), x, x, x, x

/* clang-format off */
const unsigned char _ctype[256] = {
	C8(_C), _C, C5(_C | _S), _C, _C,		/* 0x00-0x0f: tab to return are spaces */
	C8(_C), C8(_C),						/* 0x10-0x1f */
	_S | _SP, C8(_P), _P, _P, _P, _P, _P, _P, _P,		/* 0x20-0x2f */
	C8(_D), _D, _D, _P, _P, _P, _P, _P, _P,			/* 0x30-0x3f */
	_P, _U | _X, _U | _X, _U | _X, _U | _X, _U | _X, _U | _X, C20(_U), _P, _P, _P, _P, _P,
	_P, _L | _X, _L | _X, _L | _X, _L | _X, _L | _X, _L | _X, C20(_L), _P, _P, _P, _P, _C,
};
/* clang-format on */
