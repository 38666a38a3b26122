#!/bin/sh
# windows-disk-open.sh ROOT STORAGE NAME → what runs in a Windows DevBox whose files lie below ROOT (nothing: inside of it):
#   golden PID   QEMU has the disk at STORAGE/NAME.qcow2 open, and what it stands on in the image
#   other PID    QEMU has begun with something else
#   installing   no QEMU, but what only an installation leaves
#   waiting      none of it yet
# The kernel tells: which files a process has open is in /proc, and its words are not asked.
# shellcheck disable=SC3013 # dash and busybox have -ef
root=$1 overlay=$1$2/$3.qcow2
found=waiting

# PROCESS FILE
has_open() {
	for fd in "$1/fd"/*; do
		[ ! "$fd" -ef "$2" ] || return 0
	done
	return 1
}

for process in /proc/[0-9]*; do
	[ "$process/root" -ef "$root/" ] || continue
	case $(readlink "$process/exe") in *qemu-system-*) ;; *) continue ;; esac
	if has_open "$process" "$overlay" && has_open "$process" "$root/golden/data.qcow2"; then
		echo "golden ${process#/proc/}"
		exit
	fi
	found="other ${process#/proc/}"
done 2>/dev/null
if [ "$found" = waiting ]; then
	[ ! -e "$root$2/golden.base" ] || [ -e "$overlay" ] || found=installing
	for each in "$root$2/tmp"/*; do [ ! -e "$each" ] || found=installing; done
fi
echo "$found"
