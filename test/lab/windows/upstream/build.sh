#!/bin/sh
# Builds what a worker of kind `upstream` needs and prints its folder: store/, images of upstream's generations;
# storage/GENERATION/, the /storage of an installed one; devbox.sh, ask.sh, ntfs-flags. The lab's README.md describes it.
# Usage: build.sh
#        build.sh --sources    prints the folder of upstream's scripts, and fails without one
# shellcheck source-path=SCRIPTDIR
set -eu
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck disable=SC2034 # image.sh uses it
lab=$(cd "$here/../.." && pwd)
top=${INGOT_LAB_CACHE:-/var/tmp/ingot-lab-cache}
# A worktree may be elsewhere than its repository, so both parents are searched.
repository=$(git -C "$here" rev-parse --path-format=absolute --git-common-dir 2>/dev/null || true)
sources=
for folder in "${INGOT_UPSTREAM-}" "$here/../../../../../shared/upstream" "${repository:-/}/../../shared/upstream"; do
	if [ -z "$sources" ] && [ -d "$folder" ]; then sources=$(cd "$folder" && pwd); fi
	# An explicit folder is the only candidate.
	[ -z "${INGOT_UPSTREAM-}" ] || break
done
generations=
for folder in "${sources:-/nowhere}"/*; do
	[ ! -e "$folder/qemu/src/entry.sh" ] || [ ! -e "$folder/windows/src/entry.sh" ] || generations="$generations ${folder##*/}"
done
[ -n "$generations" ] || {
	echo 'lab: the sources of dockur/windows are not here; set INGOT_UPSTREAM to the folder that has them (test/lab/README.md)' >&2
	exit 1
}
if [ "${1-}" = --sources ]; then
	echo "$sources"
	exit 0
fi
sh "$lab/packages.sh" lab upstream bootstrap

# shellcheck source=image.sh
. "$here/image.sh"
mark=$({ cat "$here"/*.sh "$here/../root.sh" && cd "$sources" && find . -type f ! -path '*/docs/*' | sort | xargs sha256sum; } | sha256sum | cut -c -16)
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

root=$(sh "$lab/release-root.sh" 13 "$upstream_packages" 9<&-)
echo 'Making Windows DevBoxes with the scripts of dockur/windows …' >&2
work=$(mktemp -d "$top/making.XXXXXX")
finish() {
	umount -l "$work/store/overlay" 2>/dev/null || true
	rm -rf "$work"
}
trap finish EXIT
trap 'exit 130' INT TERM HUP
# shellcheck disable=SC2034 # guest.sh uses it
guest=$work/guest
. "$here/../root.sh"
. "$here/guest.sh"

take_parts
make_ntfs
make_guest
make_disk
for generation in $generations; do
	scripts_of "$generation"
	storage=$work/storage/$generation
	mkdir -p "$storage"
	cp --sparse=always "$work/disk" "$storage/data.img"
	# What an installation leaves; the scripts write the rest at the start.
	: >"$storage/windows.boot"
	echo win11x64.iso >"$storage/windows.base"
	echo "lab-$generation" >"$storage/windows.ver"
	unshare -m -p -n -i -u --fork --kill-child sh "$here/install-once.sh" "$root" "$work/scripts/$generation" "$storage" \
		>"$work/log-$generation" 2>&1 9<&- || {
		tail -n 30 "$work/log-$generation" >&2
		exit 1
	}
done
make_store 9<&-
umount -l "$work/store/overlay" 2>/dev/null || true
mkdir "$work/cache"
mv "$work/store" "$work/storage" "$work"/log-* "$work/cache/"
cp "$here/devbox.sh" "$here/ask.sh" "$work/cache/"
# The offset of NTFS's flags on the disk.
echo $((ntfs_start * 512 + $(cut -d' ' -f1 "$guest/ntfs-flags"))) >"$work/cache/ntfs-flags"
mv "$work/cache" "$cache"
echo "$cache"
