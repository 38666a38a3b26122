#!/bin/sh
# Reads from /proc which drives a QEMU has: from its command line, and from its open files. The steps of a snapshot source
# this, and so does the script that fills the form: it writes nothing.
# shellcheck disable=SC2034,SC3013 # dash and busybox have -ef

# processes_below PID → that process and its descendants.
processes_below() {
	left=$1
	while [ -n "$left" ]; do
		next=
		for each in $left; do
			echo "$each"
			next="$next $(cat "/proc/$each/task/"*/children 2>/dev/null)"
		done
		left=${next#"${next%%[! ]*}"}
	done
}

# qemu_below PID → its descendant that has -drive arguments.
qemu_below() {
	qemu=''
	for process in $(processes_below "$1"); do
		if tr '\000' '\n' 2>/dev/null <"/proc/$process/cmdline" | grep -qx -e -drive; then qemu=$process; fi
	done
	echo "$qemu"
}

# drives_of PID → the drives that QEMU may write to, a line each: ID (data3 … data8, or other), FORMAT, PATH.
drives_of() {
	before=
	tr '\000' '\n' 2>/dev/null <"/proc/$1/cmdline" | while IFS= read -r word; do
		case $before in
		-drive) drive_line "$word" ;;
		-blockdev | -hda | -hdb | -hdc | -hdd) echo "other - ${word##*filename=}" ;;
		esac
		before=$word
	done
}
drive_line() {
	drive_id=other drive_format=raw drive_file=''
	rest=$1,
	while [ -n "$rest" ]; do
		case ${rest%%,*} in
		id=*) drive_id=${rest#id=} && drive_id=${drive_id%%,*} ;;
		format=*) drive_format=${rest#format=} && drive_format=${drive_format%%,*} ;;
		file=*) drive_file=${rest#file=} && drive_file=${drive_file%%,*} ;;
		readonly | readonly=on | media=cdrom | if=pflash | snapshot=on) return 0 ;;
		esac
		rest=${rest#*,}
	done
	case $drive_id in
	data[3-8]) ;;
	# Installation media; the oldest scripts call the boot medium data9.
	boot | setup | rescue | drivers | data9) return 0 ;;
	*) drive_id=other ;;
	esac
	echo "$drive_id $drive_format $drive_file"
}

# has_open PID FILE
has_open() {
	for each_open in "/proc/$1/fd/"*; do
		if [ "$each_open" -ef "$2" ]; then return 0; fi
	done
	return 1
}
