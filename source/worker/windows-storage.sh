#!/bin/sh
# What lies beside the disks of a Windows DevBox, and how much of the disks is used; windows-disks.sh comes first. The job's
# steps read this, and so does whoever fills the form: it writes nothing but copies.
# shellcheck disable=SC2154 # windows-disks.sh has set them

# state_prefix → what the files of its machine begin with: `windows`, or what APP says.
state_prefix() {
	app=$(setting APP | tr '[:upper:] ' '[:lower:]-')
	echo "${app:-windows}"
}

# travels NAME PREFIX: whether a file beside the disk is its machine's (windows.base, windows_secure.tpm), and not a disk, a
# medium, or what somebody keeps there.
travels() {
	case $1 in
	*.[iI][sS][oO] | *.tmp | *.tmp.*) return 1 ;;
	"$2".* | *.rom | *.vars | *.tpm) return 0 ;;
	esac
	return 1
}

# each_beside FOLDER FUNCTION DISK-NAME PREFIX: FUNCTION gets every path in there, and whether its machine needs it.
each_beside() {
	for beside in "$1"/* "$1"/.[!.]*; do
		[ -e "$beside" ] || [ -L "$beside" ] || continue
		case ${beside##*/} in
		"$3.img" | "$3.qcow2") continue ;;
		lost+found | golden.base | ingot-*.tmp) continue ;;
		esac
		if [ -f "$beside" ] && [ ! -L "$beside" ] && travels "${beside##*/}" "$4"; then
			"$2" "$beside" machine
		else
			"$2" "$beside" other
		fi
	done
}

# copy_state FOLDER WORK DISK-NAME PREFIX: the files of its machine. What has become a link meanwhile leads out of its
# container, and stays one.
copy_state() {
	mkdir -p "$2/state" || return 1
	state_goes_to=$2/state state_failed=''
	each_beside "$1" copy_beside "$3" "$4"
	[ -z "$state_failed" ]
}
copy_beside() {
	[ "$2" != machine ] || cp -pP -- "$1" "$state_goes_to/" || state_failed=1
}

# others FOLDER DISK-NAME PREFIX → COUNT KIB NAMES of what stays behind; of the names some.
others() {
	other_count=0 other_kib=0 other_names=''
	each_beside "$1" count_other "$2" "$3"
	echo "$other_count $other_kib $other_names"
}
count_other() {
	[ "$2" = other ] || return 0
	other_count=$((other_count + 1))
	kib=$(du -skx -- "$1" 2>/dev/null | cut -f 1)
	other_kib=$((other_kib + ${kib:-0}))
	[ "$other_count" -gt 5 ] || other_names="${other_names:+$other_names, }$(printf '%.80s' "${1##*/}" | tr '[:cntrl:]' '?')"
}

# used_kib ID FORMAT PATH ON-WORKER → what a disk uses, whatever is allocated for it: the written parts of its file, and what
# it has from the files below it. A qcow2 that was allocated ahead calls all of it data, so its file is asked as a raw one.
used_kib() {
	own=$(map_of "$1" raw "$3" | sum_lengths)
	[ "$own" -gt 0 ] || own=$(du -kx -- "$4" | cut -f 1)
	below=0
	[ "$2" = raw ] || below=$(map_of "$1" "$2" "$3" | grep -v '"depth": 0,' | sum_lengths)
	echo $((${own:-0} + below))
}
map_of() { podman exec "$1" qemu-img map -U --output=json -f "$2" "$3" 2>/dev/null | grep -F '"zero": false' | grep -F '"data": true'; }
sum_lengths() {
	sed -n 's/.*"length": \([0-9]*\).*/\1/p' | {
		sum=0
		while read -r bytes; do sum=$((sum + bytes)); done
		echo $(((sum + 1023) / 1024))
	}
}

# backing_files ID FORMAT PATH → the files that a disk stands on, as the DevBox names them.
backing_files() {
	[ "$2" = qcow2 ] || return 0
	podman exec "$1" qemu-img info -U --output=json --backing-chain "$3" 2>/dev/null |
		sed -n 's/^ *"full-backing-filename": "\(.*\)",\{0,1\}$/\1/p'
}
