#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# mkfit.sh ARCH IMAGE OUTPUT [DTB [LOAD]]: create a FIT of the image and a device tree.
#
# "bootm ADDR" in U-Boot starts a FIT with a tree, and "bootm ADDR#c - ${fdtcontroladdr}" starts a FIT without a tree.
# On AArch64, U-Boot loads the image to any RAM.  On RISC-V, U-Boot needs a load address, which is a multiple of 2 MiB.
# LOAD is this address; the default is the start of the tree's RAM plus 2 MiB for the SBI firmware.  In the FIT, the
# tree precedes the image, because U-Boot may move the image to a higher address.
#
# FIT_INITRD=file adds an initrd.
# FIT_KEYS=folder signs the configuration with the 2,048-bit RSA key folder/quarry.key, which has a certificate quarry.crt.
# FIT_KEY_DTB=file is U-Boot's own device tree.  The public key is added to it as a required key.

set -eu
command -v mkimage >/dev/null || { echo "mkimage is missing: \"make setup-fit\" installs it" >&2; exit 1; }
arch=$1 image=$(realpath "$2") output=$3 dtb=${4:+$(realpath "$4")} load=${5:-}

# ram_start: print the start of RAM in hexadecimal, from the tree's first memory node.  The address
# consists of #address-cells words of 32 bits.
ram_start() {
	node=$(fdtget -l "$dtb" / | grep '^memory' | head -n 1)
	[ "$node" ] || { echo "$dtb has no memory node: say FIT_LOAD=address, 2 MiB behind the start of RAM" >&2; exit 1; }
	left=$(fdtget "$dtb" / '#address-cells')
	for word in $(fdtget -t x "$dtb" "/$node" reg); do
		[ "$left" != 0 ] || break
		printf %08x "0x$word"
		left=$((left - 1))
	done
}

type=kernel
if [ "$arch" = arm64 ] && [ ! "$load" ]; then
	type=kernel_noload load=0
elif [ ! "$load" ] && [ "$dtb" ]; then
	start=$(ram_start)
	load=$(printf '0x%x' $((0x$start + 0x200000)))
fi
# The FIT has addresses of two cells, because RAM may start above 4 GiB.
address=$(printf '0x%x 0x%x' $((${load:-0x80200000} >> 32)) $((${load:-0x80200000} & 0xffffffff)))

tree= uses_tree=
if [ "$dtb" ]; then
	uses_tree='fdt = "f";'
	tree="f {
			description = \"device tree\";
			data = /incbin/(\"$dtb\");
			type = \"flat_dt\";
			arch = \"$arch\";
			compression = \"none\";
			hash-1 { algo = \"sha256\"; };
		};"
fi
initrd= uses_initrd=
if [ "${FIT_INITRD:-}" ]; then
	uses_initrd='ramdisk = "r";'
	initrd="r {
			description = \"initrd\";
			data = /incbin/(\"$(realpath "$FIT_INITRD")\");
			type = \"ramdisk\";
			arch = \"$arch\";
			os = \"linux\";
			compression = \"none\";
			hash-1 { algo = \"sha256\"; };
		};"
fi
signature=
if [ "${FIT_KEYS:-}" ]; then
	for part in key crt; do
		[ -f "$FIT_KEYS/quarry.$part" ] || { echo "FIT_KEYS: there is no $FIT_KEYS/quarry.$part" >&2; exit 1; }
	done
	signature="signature-1 {
				algo = \"sha256,rsa2048\";
				key-name-hint = \"quarry\";
				sign-images = \"kernel\"${dtb:+, \"fdt\"}${initrd:+, \"ramdisk\"};
			};"
fi
source=$(mktemp)
trap 'rm -f "$source"' EXIT
cat > "$source" <<TEXT
/dts-v1/;
/ {
	description = "Quarry";
	#address-cells = <2>;
	images {
		$tree
		k {
			description = "Quarry";
			data = /incbin/("$image");
			type = "$type";
			arch = "$arch";
			os = "linux";
			compression = "none";
			load = <$address>;
			entry = <$address>;
			hash-1 { algo = "sha256"; };
		};
		$initrd
	};
	configurations {
		default = "c";
		c {
			kernel = "k";
			$uses_tree
			$uses_initrd
			$signature
		};
	};
};
TEXT
mkimage -q -f "$source" ${FIT_KEYS:+-k "$FIT_KEYS" -r} ${FIT_KEY_DTB:+-K "$FIT_KEY_DTB"} "$output" >/dev/null
