#!/bin/sh
# The files beside the disks of a Windows DevBox, and how much the disks use. Needs windows-disks.sh. The steps of a snapshot
# source this, and so does the script that fills the form: it writes only copies.
# shellcheck disable=SC2154 # variables of windows-disks.sh

# state_prefix → the prefix of the machine's files: `windows`, or the value of APP.
state_prefix() {
	app=$(setting APP | tr '[:upper:] ' '[:lower:]-')
	echo "${app:-windows}"
}

# travels NAME PREFIX: whether a file beside the disk belongs to the machine (windows.base, windows_secure.tpm), and is no disk,
# no medium and no file of the user (windows.zip): these are large, and would be copied while Windows is off. windows.img is C: of
# Windows 98 and the like.
travels() {
	case $1 in
	*.[iI][sS][oO] | *.tmp | *.tmp.*) return 1 ;;
	*.qcow2 | *.raw | *.vhd | *.vhdx | *.vmdk | *.vdi | *.wim | *.esd) return 1 ;;
	*.zip | *.7z | *.rar | *.tar | *.tgz | *.gz | *.bz2 | *.xz | *.zst | *.bak) return 1 ;;
	"$2".* | *.rom | *.vars | *.tpm) return 0 ;;
	esac
	return 1
}

# kind_of PATH DISK-NAME PREFIX → $kind: disk (or what belongs to one), machine, or other. Starts no process, because Windows may
# be paused meanwhile.
kind_of() {
	kind=other
	case ${1##*/} in
	"$2.img" | "$2.qcow2" | lost+found | golden.base | ingot-*.tmp) kind=disk ;;
	*) if [ -f "$1" ] && [ ! -L "$1" ] && travels "${1##*/}" "$3"; then kind=machine; fi ;;
	esac
}

# each_beside FOLDER FUNCTION DISK-NAME PREFIX: FUNCTION gets every path in there, and its kind.
each_beside() {
	for beside in "$1"/* "$1"/.[!.]*; do
		[ -e "$beside" ] || [ -L "$beside" ] || continue
		kind_of "$beside" "$3" "$4"
		"$2" "$beside" "$kind"
	done
}

# copy_state FOLDER WORK DISK-NAME PREFIX: copies the machine's files to WORK/state. What became something else meanwhile, such as
# a symbolic link, is copied as that (-R: a pipe is not read) and removed, since it may lead out of the container.
copy_state() (
	state_goes_to=$2/state state_disk=$3 state_of_machine=$4
	mkdir -p "$state_goes_to" || return 1
	enter "$1"
	set --
	for beside in ./*; do
		kind_of "$beside" "$state_disk" "$state_of_machine"
		[ "$kind" != machine ] || set -- "$@" "$beside"
	done
	[ $# != 0 ] || return 0
	cp -RpP -- "$@" "$state_goes_to/" &&
		find "$state_goes_to" -mindepth 1 -maxdepth 1 ! -type f -exec rm -rf -- {} +
)

# others FOLDER DISK-NAME PREFIX → COUNT KIB NAMES of the files that are left out; the first five names.
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

# qemu_img ID WORD …: runs the qemu-img of the DevBox inside it; when it is off, in a container of its image with the same mounts.
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

# used_kib ID FORMAT PATH ON-WORKER → the KiB that a disk uses, not what is allocated: the written parts of its file and of its
# backing files. The file is mapped as raw, because a preallocated qcow2 reports all of it as data.
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

# backing_files ID FORMAT PATH → the backing files of a disk, as paths in the DevBox.
backing_files() {
	[ "$2" = qcow2 ] || return 0
	qemu_img "$1" info -U --output=json --backing-chain "$3" 2>/dev/null |
		sed -n 's/^ *"full-backing-filename": "\(.*\)",\{0,1\}$/\1/p'
}
