#!/bin/sh
# In its own namespaces: runs the image's entrypoint on STORAGE until the guest is ready, and stops it.
# Usage: install-once.sh ROOT STORAGE
set -eu
root=$1 storage=$2
mount --make-rprivate /
mount --bind "$root" "$root"
mount --bind "$storage" "$root/storage"
mount -t proc proc "$root/proc"
mount -t tmpfs tmpfs "$root/dev"
for device in null zero urandom random; do
	: >"$root/dev/$device"
	mount --bind "/dev/$device" "$root/dev/$device"
done
mkdir "$root/dev/shm"
mount -t tmpfs tmpfs "$root/dev/shm"

env -i PATH="$PATH" VERSION=11 chroot "$root" /run/entry.sh </dev/null &
entry=$!
tries=0
until grep -qs 'guest ready' "$root/dev/shm/qemu.pty"; do
	tries=$((tries + 1))
	[ "$tries" -lt 600 ] && kill -0 $entry
	sleep 0.1
done
kill -TERM $entry
code=0
wait $entry || code=$?
[ "$code" = 143 ] && [ -e "$storage/windows.boot" ]
