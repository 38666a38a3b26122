#!/bin/sh
# Prints a folder with the libraries of a Debian for arm64, in which qemu-aarch64-static -L runs programs. Made once, installs
# nothing in this machine but qemu.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
sh "$here/packages.sh" bootstrap qemu-user-static
cache=${INGOT_LAB_CACHE:-/var/tmp/ingot-lab-cache}/arm64
mkdir -p "$cache"
touch "$cache"
exec 9<"$cache"
flock 9
if [ ! -d "$cache/root" ]; then
	rm -rf "$cache/making"
	# shellcheck disable=SC2016 # apt's own fields
	mirror=$(apt-get indextargets --format '$(SITE) $(RELEASE) $(ORIGIN) $(COMPONENT)' 'Created-By: Packages' |
		awk '$2 !~ /-/ && $3 == "Debian" && $4 == "main" {print $1; exit}')
	mmdebstrap --quiet --variant=extract --architectures=arm64 --include=libc6,libstdc++6,libgcc-s1 bookworm "$cache/making" \
		"${mirror:-http://deb.debian.org/debian}" >&2
	mv "$cache/making" "$cache/root"
fi
echo "$cache/root"
