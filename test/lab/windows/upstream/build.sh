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
. "$here/../cache.sh"
shared="$here/../root.sh $here/../cache.sh $here/../install-root.sh $here/../guest-answers.sh"
# shellcheck disable=SC2086 # a list of files
use_cache "$({ cat "$here"/*.sh $shared && cd "$sources" && find . -type f ! -path '*/docs/*' | sort | xargs sha256sum; } | sha256sum | cut -c -16)"
discard_work() {
	umount -l "$work/store/overlay" 2>/dev/null || true
	rm -rf "$work"
}

root=$(sh "$lab/release-root.sh" 13 "$upstream_packages" 9<&-)
echo 'Making Windows DevBoxes with the scripts of dockur/windows …' >&2
# shellcheck disable=SC2034 # guest.sh uses it
guest=$work/guest
. "$here/../root.sh"
. "$here/guest.sh"

take_parts
make_ntfs
make_guest
make_disk
# install GENERATION: its first start, as an installation leaves it; the scripts write the other files.
install() {
	storage=$work/storage/$1
	rm -rf "$storage"
	mkdir -p "$storage"
	cp --sparse=always "$work/disk" "$storage/data.img"
	: >"$storage/windows.boot"
	echo win11x64.iso >"$storage/windows.base"
	echo "lab-$1" >"$storage/windows.ver"
	unshare -m -p -n -i -u --fork --kill-child sh "$here/install-once.sh" "$root" "$work/scripts/$1" "$storage" \
		>"$work/log-$1" 2>&1 9<&-
}
for generation in $generations; do
	scripts_of "$generation"
	# Upstream ends a machine that has not booted within 30 s, which happens on a busy one.
	install "$generation" || install "$generation" || install "$generation" || {
		tail -n 30 "$work/log-$generation" >&2
		exit 1
	}
done
make_store 9<&-
umount -l "$work/store/overlay" 2>/dev/null || true
mv "$work/store" "$work/storage" "$work"/log-* "$work/cache/"
cp "$here/devbox.sh" "$here/ask.sh" "$work/cache/"
# The offset of NTFS's flags on the disk.
echo $((ntfs_start * 512 + $(cut -d' ' -f1 "$guest/ntfs-flags"))) >"$work/cache/ntfs-flags"
fill_cache
