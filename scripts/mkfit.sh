#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# mkfit.sh ARCH LOAD IMAGE OUTPUT: a FIT with the image alone, for "bootm ADDR#c - ${fdtcontroladdr}".

set -eu
command -v mkimage >/dev/null || { echo "mkimage is missing: make setup-check installs it" >&2; exit 1; }
source=$(mktemp)
trap 'rm -f "$source"' EXIT
cat > "$source" <<TEXT
/dts-v1/;
/ {
	description = "Quarry";
	#address-cells = <1>;
	images {
		k {
			description = "Quarry";
			data = /incbin/("$(realpath "$3")");
			type = "kernel";
			arch = "$1";
			os = "linux";
			compression = "none";
			load = <$2>;
			entry = <$2>;
			hash-1 { algo = "sha256"; };
		};
	};
	configurations {
		default = "c";
		c { kernel = "k"; };
	};
};
TEXT
mkimage -q -f "$source" "$4" >/dev/null
