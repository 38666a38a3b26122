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

# kind_of PATH DISK-NAME PREFIX → $kind: a disk or what has to do with one, a file of its machine, or something else. No
# process is begun for it: Windows may stand still meanwhile.
kind_of() {
	kind=other
	case ${1##*/} in
	"$2.img" | "$2.qcow2" | lost+found | golden.base | ingot-*.tmp) kind=disk ;;
	*) if [ -f "$1" ] && [ ! -L "$1" ] && travels "${1##*/}" "$3"; then kind=machine; fi ;;
	esac
}

# copy_state FOLDER WORK DISK-NAME PREFIX: the files of its machine. What has become a link meanwhile leads out of its
# container, and stays one.
copy_state() {
	state_of_folder=$1 state_goes_to=$2/state state_disk=$3 state_of_machine=$4
	mkdir -p "$state_goes_to" || return 1
	set --
	for beside in "$state_of_folder"/*; do
		kind_of "$beside" "$state_disk" "$state_of_machine"
		[ "$kind" != machine ] || set -- "$@" "$beside"
	done
	[ $# = 0 ] || cp -pP -- "$@" "$state_goes_to/"
}

# others FOLDER DISK-NAME PREFIX → COUNT KIB NAMES of what stays behind; of the names some.
others() {
	other_count=0 other_kib=0 other_names=''
	for beside in "$1"/* "$1"/.[!.]*; do
		[ -e "$beside" ] || [ -L "$beside" ] || continue
		kind_of "$beside" "$2" "$3"
		[ "$kind" = other ] || continue
		other_count=$((other_count + 1))
		kib=$(du -skx -- "$beside" 2>/dev/null | cut -f 1)
		other_kib=$((other_kib + ${kib:-0}))
		[ "$other_count" -gt 5 ] || other_names="${other_names:+$other_names, }$(printf '%.80s' "${beside##*/}" | tr '[:cntrl:]' '?')"
	done
	printf '%s %s %s\n' "$other_count" "$other_kib" "$other_names"
}

# qemu_img ID WORD …: that of the DevBox, in it; when it is off, in another container of its image that has the same in its place.
qemu_img() {
	box=$1
	shift
	if [ "$pid" != 0 ]; then
		podman exec "$box" qemu-img "$@"
		return
	fi
	set -- "$(podman container inspect --format '{{.Image}}' "$box")" "$@"
	while IFS=$tab read -r destination source; do
		case $destination$source in '' | *,*) ;; *) set -- --mount "type=bind,source=$source,destination=$destination,readonly" "$@" ;; esac
	done <<-END
		$mounts
	END
	podman run --rm --pull never --network none --security-opt label=disable --user 0:0 --entrypoint qemu-img "$@" </dev/null
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
map_of() { qemu_img "$1" map -U --output=json -f "$2" "$3" 2>/dev/null | grep -F '"zero": false' | grep -F '"data": true'; }
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
	qemu_img "$1" info -U --output=json --backing-chain "$3" 2>/dev/null |
		sed -n 's/^ *"full-backing-filename": "\(.*\)",\{0,1\}$/\1/p'
}
