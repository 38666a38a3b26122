#!/bin/sh
# In its own namespaces: runs upstream's scripts on STORAGE until the guest is ready, and stops them.
# shellcheck source-path=SCRIPTDIR
# Usage: install-once.sh ROOT SCRIPTS STORAGE
set -eu
base=$1 scripts=$2 storage=$3
mount --make-rprivate /
mount -t tmpfs tmpfs /mnt
mkdir /mnt/changes /mnt/work /mnt/root
mount -t overlay overlay -o "lowerdir=$scripts:$base,upperdir=/mnt/changes,workdir=/mnt/work" /mnt/root
root=/mnt/root
mount --bind "$storage" "$root/storage"
. "$(dirname "$0")/../install-root.sh"
mount_devices "$root"
mount -t sysfs sysfs "$root/sys"
mkdir "$root/dev/pts"
mount -t devpts -o newinstance,ptmxmode=0666 devpts "$root/dev/pts"
ln -s pts/ptmx "$root/dev/ptmx"
ln -s /proc/self/fd "$root/dev/fd"
ip link set lo up

env -i PATH="$PATH" HOME=/root VERSION=11 KVM=N NETWORK=N RAM_SIZE=256M CPU_CORES=2 DISK_SIZE=512M \
	chroot "$root" /usr/bin/tini -s /run/entry.sh </dev/null &
stop_when_ready "$root" $! 900 || true
grep -q 'guest off' "$root/dev/shm/qemu.pty"
