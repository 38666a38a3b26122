#!/bin/sh
# Builds the stand-in for a Windows DevBox once and prints its folder: image.tar, the root file system of its image;
# storage/, the /storage of an installed one; devbox.sh. The lab's README.md describes it.
# shellcheck source-path=SCRIPTDIR
set -eu
here=$(cd "$(dirname "$0")" && pwd)
sh "$here/../packages.sh" windows
. "$here/cache.sh"
use_cache "$({ cat "$here"/*.sh && dpkg-query -W qemu-system-x86 qemu-utils ntfs-3g; } | sha256sum | cut -c -16)"

echo 'Making the stand-in for Windows …' >&2
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
mv "$work/image.tar" "$work/storage" "$work/log" "$work/cache/"
cp "$here/devbox.sh" "$work/cache/"
fill_cache
