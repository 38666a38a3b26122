#!/bin/sh
# In its own namespaces: runs upstream's scripts on STORAGE until the guest is ready, and stops them.
# Usage: install-once.sh ROOT SCRIPTS STORAGE
set -eu
base=$1 scripts=$2 storage=$3
mount --make-rprivate /
mount -t tmpfs tmpfs /mnt
mkdir /mnt/changes /mnt/work /mnt/root
mount -t overlay overlay -o "lowerdir=$scripts:$base,upperdir=/mnt/changes,workdir=/mnt/work" /mnt/root
root=/mnt/root
mount --bind "$storage" "$root/storage"
mount -t proc proc "$root/proc"
mount -t sysfs sysfs "$root/sys"
mount -t tmpfs tmpfs "$root/dev"
for device in null zero urandom random; do
	: >"$root/dev/$device"
	mount --bind "/dev/$device" "$root/dev/$device"
done
mkdir "$root/dev/shm" "$root/dev/pts"
mount -t tmpfs -o mode=1777 tmpfs "$root/dev/shm"
mount -t devpts -o newinstance,ptmxmode=0666 devpts "$root/dev/pts"
ln -s pts/ptmx "$root/dev/ptmx"
ln -s /proc/self/fd "$root/dev/fd"
ip link set lo up

env -i PATH="$PATH" HOME=/root VERSION=11 KVM=N NETWORK=N RAM_SIZE=256M CPU_CORES=2 DISK_SIZE=512M \
	chroot "$root" /usr/bin/tini -s /run/entry.sh </dev/null &
entry=$!
tries=0
until grep -qs 'guest ready' "$root/dev/shm/qemu.pty"; do
	tries=$((tries + 1))
	[ "$tries" -lt 900 ] && kill -0 $entry
	sleep 0.1
done
kill -TERM $entry
wait $entry || true
grep -q 'guest off' "$root/dev/shm/qemu.pty"
