#!/bin/sh
# Builds the stand-in for a Windows DevBox once and prints its folder: image.tar, the root file system of its image;
# storage/, the /storage of an installed one; devbox.sh. The lab's README.md describes it.
# shellcheck source-path=SCRIPTDIR
set -eu
here=$(cd "$(dirname "$0")" && pwd)
top=${INGOT_LAB_CACHE:-/var/tmp/ingot-lab-cache}
sh "$here/../packages.sh" windows
mark=$({ cat "$here"/*.sh && dpkg-query -W qemu-system-x86 qemu-utils ntfs-3g; } | sha256sum | cut -c -16)
cache=$top/$mark
mkdir -p "$top"
exec 9<"$top"
flock 9
if [ -d "$cache" ]; then
	touch "$cache"
	echo "$cache"
	exit 0
fi
find "$top" -mindepth 1 -maxdepth 1 -mtime +7 -exec rm -rf {} +

echo 'Making the stand-in for Windows …' >&2
work=$(mktemp -d "$top/making.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM HUP
# shellcheck disable=SC2034 # root.sh uses it
root=$work/root guest=$work/guest
. "$here/root.sh"

make_guest
make_template
make_root
tar -C "$root" -cf "$work/image.tar" .

# Installs it once, as a user would: runs it until it is ready, then stops it with SIGTERM.
mkdir "$work/storage"
unshare -m -p -n -i --fork --kill-child sh "$here/install-once.sh" "$root" "$work/storage" >"$work/log" 2>&1 9<&- || {
	tail -n 20 "$work/log" >&2
	exit 1
}
mkdir "$work/cache"
mv "$work/image.tar" "$work/storage" "$work/log" "$work/cache/"
cp "$here/devbox.sh" "$work/cache/"
mv "$work/cache" "$cache"
echo "$cache"
