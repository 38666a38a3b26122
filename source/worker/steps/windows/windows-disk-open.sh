#!/bin/sh
# Usage: windows-disk-open.sh ROOT STORAGE NAME
# Prints what runs in a Windows DevBox whose root folder is ROOT (empty: this runs inside it), by the open files in /proc:
#   golden PID   QEMU has the disk STORAGE/NAME.qcow2 open, and its backing file in the image
#   other PID    QEMU runs with something else
#   installing   no QEMU, but files that only an installation leaves
#   waiting      none of these yet
# shellcheck disable=SC3013 # dash and busybox have -ef
root=$1 overlay=$1$2/$3.qcow2
found=waiting

# has_open PROCESS FILE
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
