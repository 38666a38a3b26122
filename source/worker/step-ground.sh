#!/bin/sh
# What every script of steps stands on; each reads it first. Works in the job's folder.
set -u
umask 077
LC_ALL=C
export LC_ALL

# Where large files go.
large=${TMPDIR:-/var/tmp}
temporary_root() { echo "$large"; }
# To read an image, Podman writes a small file, which fails and stays where the disk is full: nothing could be taken back.
if [ -d /dev/shm ] && [ -w /dev/shm ]; then
	TMPDIR=/dev/shm
	export TMPDIR
fi

# refuse CODE REASON: the last line that a failing step prints is what people read.
refuse() {
	echo "$2" >&2
	exit "$1"
}
