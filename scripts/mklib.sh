#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# Create the files that the folder of the installed library has, except libquarry.a.  The folder can be moved,
# because each file finds the other files relative to its own location.
#
#	mklib.sh headers TO FROM...	copy the headers in FROM that a compiler's -M, on standard input, lists
#	mklib.sh files TO		write quarry-link, the pkg-config file, the CMake package and the toolchain file
#
# The second command uses the variables ARCH, NAME, VERSION, CFLAGS, CXX, CXXFLAGS (empty without C++), LIBC_ARCHIVES,
# HOST_LIBS, and those of link.sh.

set -eu
what=$1 to=$2
shift 2

if [ "$what" = headers ]; then
	tr -d '\\' | tr -s ' ' '\n' | while read -r header; do
		for from; do
			case $header in
			"$from"/*)
				mkdir -p "$to/$(dirname "${header#"$from"/}")"
				cp "$header" "$to/${header#"$from"/}" ;;
			esac
		done
	done
	exit
fi

# $CC is a command with options, of which --target= is needed separately.
compiler=${CC%% *}
target=$(echo "$CC" | sed -n 's/.*--target=\([^ ]*\).*/\1/p')
includes="-include linux/kconfig.h -include generated/autoconf.h"
plain_link="-nostdlib -static${target:+ -fuse-ld=lld} -Wl,$(echo $LDFLAGS | tr ' ' ,)"
beside= link_options=
if [ -z "$HOST_LINK" ]; then
	beside="
# It also writes the file that boots, which has .Image instead of .elf in its name."
	link_options="	target_link_options(Quarry::quarry INTERFACE $plain_link
		\"-Wl,-T,\${CMAKE_CURRENT_LIST_DIR}/quarry.lds\")"
fi

# With a C library, its archives and headers are in libc/.
libc_variables="LIBC=
" libc_link=
if [ -n "${LIBC:-}" ]; then
	archives= libraries=
	for archive in $LIBC_ARCHIVES; do
		archives="$archives\$here/libc/$archive "
		libraries="$libraries -l:$archive"
	done
	libc_variables="LIBC=\"--start-group $archives\$($PRINT_LIBGCC) --end-group\"
"
	libc_link=" -L@prefix@/libc -Wl,--start-group$libraries -lgcc -Wl,--end-group"
fi
# prefixed TEXT PREFIX: print TEXT with PREFIX instead of @prefix@
prefixed() {
	echo "$1" | sed "s,@prefix@,$2,g"
}

cat > "$to/quarry-link" <<TEXT
#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# quarry-link -o ELF [-m MAP] FILE...: link objects and archives with Quarry for
# $NAME, with the names of all functions for back-traces.$beside

here=\$(dirname -- "\$(readlink -f -- "\$0")")
CC='$CC' ABI='$ABI'
LD='$LD' LDFLAGS='$LDFLAGS'
NM='$NM'
KALLSYMS="python3 \$here/kallsyms.py"
LDS=\$here/quarry.lds
HOST_LINK='$HOST_LINK' OBJCOPY='$OBJCOPY'
HOST_FILES="\$here/host.o $HOST_LIBS"
QUARRY=\$here/libquarry.a
$libc_variables[ \$# -eq 0 ] || set -- "\$@" "\$here/libquarry.a"
. "\$here/link.sh"
TEXT
[ -n "$HOST_LINK" ] || echo "[ -n \"\$once\" ] || $OBJCOPY -O binary -S \"\$out\" \"\${out%.elf}.Image\"" >> "$to/quarry-link"
chmod +x "$to/quarry-link"

cxx_variables= by_language=
# Without C++, set the compiler to a program that does not exist.  If a project enables C++, CMake prints this name.
cxx_compiler="set(CMAKE_CXX_COMPILER the-library-needs-CONFIG_LIBC_CXX)" options=$(prefixed "$CFLAGS" '${CMAKE_CURRENT_LIST_DIR}')
if [ -n "$CXXFLAGS" ]; then
	cxx_variables="cxx=$CXX
cxxflags=-I\${prefix}/include/c++ $(prefixed "$CXXFLAGS" '${prefix}') -I\${prefix}/include $includes
"
	cxx_compiler="set(CMAKE_CXX_COMPILER ${CXX%% *})${target:+
set(CMAKE_CXX_COMPILER_TARGET $target)}"
	cxx_options=$(prefixed "$CXXFLAGS" '${CMAKE_CURRENT_LIST_DIR}')
	by_language='$<$<COMPILE_LANGUAGE:CXX>:${CMAKE_CURRENT_LIST_DIR}/include/c++>;'
	options="\"\$<\$<COMPILE_LANGUAGE:CXX>:$(echo $cxx_options | tr ' ' ';')>\"
		\"\$<\$<NOT:\$<COMPILE_LANGUAGE:CXX>>:$(echo $options | tr ' ' ';')>\""
fi

cat > "$to/quarry.pc" <<TEXT
prefix=\${pcfiledir}
cc=$CC
link=\${prefix}/quarry-link
$cxx_variables
Name: quarry
Description: Linux's memory interface for bare-metal machines: $NAME
Version: $VERSION
Cflags: $(prefixed "$CFLAGS" '\${prefix}') -I\${prefix}/include $includes
TEXT
[ -n "$HOST_LINK" ] ||
	echo "Libs: $plain_link,-T,\${prefix}/quarry.lds \${prefix}/libquarry.a$(prefixed "$libc_link" '\${prefix}')" >> "$to/quarry.pc"

# quoted TEXT: print the words of TEXT for a variable of CMake, with quotation marks around each word
# that contains a path of the library
quoted() {
	for word in $1; do
		case $word in
		*@prefix@*) printf '%s ' "\\\"$(prefixed "$word" '${CMAKE_CURRENT_LIST_DIR}')\\\"" ;;
		*) printf '%s ' "$word" ;;
		esac
	done
}

cat > "$to/toolchain.cmake" <<TEXT
# SPDX-License-Identifier: BSD-2-Clause
#
# cmake -DCMAKE_TOOLCHAIN_FILE=...: this library's compiler and headers; executables are linked by quarry-link.
# A project that was not written for Quarry finds Quarry's C library and functions, and none of the build machine's.
set(CMAKE_SYSTEM_NAME Generic)
set(CMAKE_SYSTEM_PROCESSOR $ARCH)${target:+
set(CMAKE_C_COMPILER_TARGET $target)
set(CMAKE_ASM_COMPILER_TARGET $target)}
set(CMAKE_C_COMPILER $compiler)
set(CMAKE_ASM_COMPILER $compiler)
$cxx_compiler
set(CMAKE_C_FLAGS_INIT "$(quoted "$CFLAGS")")
set(CMAKE_CXX_FLAGS_INIT "$(quoted "$CXXFLAGS")")
set(CMAKE_C_LINK_EXECUTABLE
	"\"\${CMAKE_CURRENT_LIST_DIR}/quarry-link\" -o <TARGET> <OBJECTS> <LINK_LIBRARIES>")
# A program that only tests whether a function exists needs no names for back-traces.
get_property(trying GLOBAL PROPERTY IN_TRY_COMPILE)
if(trying)
	string(APPEND CMAKE_C_LINK_EXECUTABLE " --once")
endif()
set(CMAKE_CXX_LINK_EXECUTABLE "\${CMAKE_C_LINK_EXECUTABLE}")
set(CMAKE_FIND_ROOT_PATH "\${CMAKE_CURRENT_LIST_DIR}" \${QUARRY_ROOT_PATH})
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
set(Quarry_DIR "\${CMAKE_CURRENT_LIST_DIR}")
TEXT

cat > "$to/QuarryConfig.cmake" <<TEXT
# SPDX-License-Identifier: BSD-2-Clause
#
# find_package(Quarry) defines the target Quarry::quarry: the compiler's options, and the library.  With another
# toolchain file than the one in this folder, functions have no names in back-traces.
set(Quarry_BOARD $NAME)
set(Quarry_ARCH $ARCH)
if(NOT TARGET Quarry::quarry)
	add_library(Quarry::quarry STATIC IMPORTED)
	set_target_properties(Quarry::quarry PROPERTIES
		IMPORTED_LOCATION "\${CMAKE_CURRENT_LIST_DIR}/libquarry.a"
		INTERFACE_LINK_DEPENDS "\${CMAKE_CURRENT_LIST_DIR}/quarry.lds"
		INTERFACE_INCLUDE_DIRECTORIES "$by_language\${CMAKE_CURRENT_LIST_DIR}/include"
		INTERFACE_COMPILE_DEFINITIONS "KBUILD_MODNAME=\"\$<TARGET_PROPERTY:NAME>\"")
	target_compile_options(Quarry::quarry INTERFACE $options
		"SHELL:-include linux/kconfig.h" "SHELL:-include generated/autoconf.h")
$link_options
endif()
TEXT

cat > "$to/QuarryConfigVersion.cmake" <<TEXT
# SPDX-License-Identifier: BSD-2-Clause
#
# A request for this version, or for an older one with the same major number, is accepted; before version 1.0 the
# minor number must be the same, too.
set(PACKAGE_VERSION $VERSION)
string(REGEX MATCH "^(0\\\\.)?[0-9]+" Quarry_lowest \${PACKAGE_VERSION})
set(PACKAGE_VERSION_COMPATIBLE FALSE)
if(NOT PACKAGE_FIND_VERSION VERSION_LESS Quarry_lowest AND NOT PACKAGE_FIND_VERSION VERSION_GREATER PACKAGE_VERSION)
	set(PACKAGE_VERSION_COMPATIBLE TRUE)
endif()
# find_package(Quarry 0.1...0.3): any version of the range.
if(PACKAGE_FIND_VERSION_RANGE)
	set(PACKAGE_VERSION_COMPATIBLE FALSE)
	if(NOT PACKAGE_VERSION VERSION_LESS PACKAGE_FIND_VERSION_MIN AND (PACKAGE_VERSION VERSION_LESS PACKAGE_FIND_VERSION_MAX
	   OR (PACKAGE_FIND_VERSION_RANGE_MAX STREQUAL "INCLUDE" AND PACKAGE_VERSION VERSION_EQUAL PACKAGE_FIND_VERSION_MAX)))
		set(PACKAGE_VERSION_COMPATIBLE TRUE)
	endif()
endif()
if(PACKAGE_FIND_VERSION VERSION_EQUAL PACKAGE_VERSION)
	set(PACKAGE_VERSION_EXACT TRUE)
endif()
TEXT
