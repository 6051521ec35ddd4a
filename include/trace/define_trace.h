/* SPDX-License-Identifier: BSD-2-Clause */
/* Included at the end of a header of trace events: there is nothing to define. */
