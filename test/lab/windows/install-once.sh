#!/bin/sh
# In its own namespaces: runs the image's entrypoint on STORAGE until the guest is ready, and stops it.
# shellcheck source-path=SCRIPTDIR
# Usage: install-once.sh ROOT STORAGE
set -eu
root=$1 storage=$2
mount --make-rprivate /
mount --bind "$root" "$root"
mount --bind "$storage" "$root/storage"
. "$(dirname "$0")/install-root.sh"
mount_devices "$root"

env -i PATH="$PATH" VERSION=11 chroot "$root" /run/entry.sh </dev/null &
code=0
stop_when_ready "$root" $! 600 || code=$?
[ "$code" = 143 ] && [ -e "$storage/windows.boot" ]
