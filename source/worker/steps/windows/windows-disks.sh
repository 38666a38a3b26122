#!/bin/sh
# Finds the disks of a Windows DevBox: the one that its scripts choose (a device, a file at the root, a file in the storage
# folder) and the one that its QEMU has open must be the same. Needs qemu-drives.sh. The steps of a snapshot source this, and so
# does the script that fills the form: it writes nothing.
# shellcheck disable=SC2034,SC2154,SC3013 # sets variables for the script that sources it; dash and busybox have -ef

tab=$(printf '\t')

# meet ID → $pid, which is 0 when it is off; $environment; $mounts, a line each: DESTINATION, tab, SOURCE; $devices.
meet() {
	met=$(podman container inspect --format '{{println "pid" .State.Pid}}{{range .Config.Env}}{{println "env" .}}{{end}}{{range .Mounts}}mount {{.Destination}}{{"\t"}}{{println .Source}}{{end}}{{range .HostConfig.Devices}}{{println "device" .PathInContainer}}{{end}}' "$1" 2>/dev/null) || {
		[ $? -lt 128 ] || refuse 1 'Podman was killed while it inspected the DevBox. Try again.'
		refuse 3 'The DevBox is gone. Choose another one from the list.'
	}
	pid=$(part pid) environment=$(part env) mounts=$(part mount | real_sources) devices=$(part device)
}
part() { printf '%s\n' "$met" | sed -n "s/^$1 //p"; }
# real_sources: reads mounts, and prints them with the paths that their sources really have, so that `enter` can compare with them.
real_sources() {
	while IFS=$tab read -r destination source; do
		if [ -d "$source" ]; then
			source=$(cd -P -- "$source" && pwd -P)
		elif [ -d "${source%/*}/" ]; then
			above=$(cd -P -- "${source%/*}/" && pwd -P)
			source=${above%/}/${source##*/}
		fi
		printf '%s\t%s\n' "$destination" "$source"
	done
}
# setting NAME → its value in the DevBox's environment, without blanks around it.
setting() { printf '%s\n' "$environment" | sed -n "s/^$1=//p" | head -n 1 | sed 's/^[[:space:]]*//; s/[[:space:]]*$//'; }

# host_path PATH → the path on the worker of a path in the DevBox; nothing when it is in no mount, or might lead out of it.
host_path() {
	case $1/ in */../*) return 0 ;; esac
	find_mount "$1"
	on_worker=${from:+$from${1#"${longest%/}"}}
	case $on_worker in
	# As `pwd` prints it: without a double slash and the like.
	/*//* | /*/./* | /*/ | /*/.) printf '%s\n' "$on_worker" | sed -e ':a' -e 's|/\.\{0,1\}/|/|' -e 'ta' -e 's|\(.\)/\.\{0,1\}$|\1|' ;;
	/*) printf '%s\n' "$on_worker" ;;
	esac
}
# mount_of PATH → the line of its mount.
mount_of() {
	find_mount "$1"
	printf '%s\t%s\n' "$longest" "$from"
}
# find_mount PATH → $longest, the destination of its mount, and $from, the source.
find_mount() {
	longest='' from=''
	while IFS=$tab read -r destination source; do
		case $1 in
		"$destination" | "${destination%/}"/*) ;;
		*) continue ;;
		esac
		[ "${#destination}" -ge "${#longest}" ] || continue
		longest=$destination from=$source
	done <<-END
		$mounts
	END
}
# has_file PATH: whether the DevBox has a non-empty regular file there.
has_file() {
	at=$(host_path "$1")
	if [ -z "$at" ] && [ "$pid" != 0 ]; then at=/proc/$pid/root$1; fi
	[ -f "$at" ] && [ -s "$at" ]
}
is_device() {
	if [ "$pid" != 0 ]; then [ -b "/proc/$pid/root$1" ] && return 0; fi
	printf '%s\n' "$devices" | grep -qxF -e "$1"
}

# choices → $storage_inside, $disk_name and $disk_format, as its scripts read them.
choices() {
	storage_inside=$(setting STORAGE) disk_name=$(setting DISK_NAME) disk_format=$(setting DISK_FMT | tr '[:upper:]' '[:lower:]')
	storage_inside=${storage_inside:-/storage} disk_name=${disk_name:-data}
	storage_inside=${storage_inside%/}
	# It begins the names of files beside the disk.
	case $(setting APP) in */*) refuse 3 'APP of the DevBox has a slash in it, so the files of its machine are unknown. Recreate the DevBox without APP, and try again.' ;; esac
	[ -n "$disk_format" ] || disk_format=$(has_file "$storage_inside/$disk_name.qcow2" && echo qcow2 || echo raw)
}
number_in_name() { [ "$1" = 1 ] || echo "$1"; }

# chosen NUMBER → the path that its scripts would use for a disk at the next start; nothing when there is none.
chosen() {
	suffix=$(number_in_name "$1")
	device=$(setting "DEVICE$suffix")
	for each in ${device:+"$device"} "/disk$1" "/dev/disk$1" $([ "$1" != 1 ] || echo /disk); do
		if [ "$each" = "$device" ] || is_device "$each"; then
			echo "$each"
			return 0
		fi
	done
	# Only newer scripts look for these.
	for each in "/$disk_name$suffix" "/disk$suffix" "/disk$1"; do
		for extension in img raw qcow2; do
			if has_file "$each.$extension"; then
				echo "$each.$extension"
				return 0
			fi
		done
	done
	in_storage "$1"
}
in_storage() {
	suffix=$(number_in_name "$1")
	folder=$([ "$1" = 1 ] && echo "$storage_inside" || echo "/storage$1")
	for extension in $([ "$disk_format" = qcow2 ] && echo qcow2 img || echo img qcow2); do
		if has_file "$folder/$disk_name$suffix.$extension"; then
			echo "$folder/$disk_name$suffix.$extension"
			return 0
		fi
	done
}

# find_disks ID → $disks, a line each: NUMBER FORMAT PATH-IN-THE-DEVBOX PATH-ON-THE-WORKER. Refuses when in doubt.
find_disks() {
	meet "$1"
	choices
	disks='' qemu=''
	if [ "$pid" != 0 ]; then
		qemu=$(qemu_below "$pid")
		[ -n "$qemu" ] || refuse 3 'No QEMU runs in the DevBox, so its disk is unknown. Wait until Windows has booted and try again.'
		drives=$(drives_of "$qemu")
		for each in 1 2 3 4 5 6; do
			found=$(printf '%s\n' "$drives" | sed -n "s/^data$((each + 2)) //p" | head -n 1)
			[ -z "$found" ] || take_disk "$each" "${found%% *}" "${found#* }"
		done
		other=$(printf '%s\n' "$drives" | sed -n 's/^other [^ ]* //p' | head -n 1)
		[ -z "$other" ] || refuse 3 "QEMU has a disk that no image can hold, $other, by ARGUMENTS of the DevBox. Recreate the DevBox without it, or with it as a disk of its own (DISK2_SIZE), and try again."
	else
		for each in 1 2 3 4 5 6; do
			found=$(chosen "$each")
			# Without a QEMU it is unknown whether these are older scripts, which do not look at the root.
			case $found in
			*/*/*) ;;
			*.img | *.raw | *.qcow2) [ -z "$(in_storage "$each")" ] || refuse 3 "Disk $each of the DevBox may be $found or $(in_storage "$each"), and while it is off that is unknown. Start it and try again, or take away the one that is not its disk." ;;
			esac
			[ -z "$found" ] || take_disk "$each" "$(format_of "$found")" "$found"
		done
	fi
	case $disks in
	'1 '*) ;;
	*) refuse 3 "There is no disk of Windows: neither $disk_name.qcow2 nor $disk_name.img in $storage_inside." ;;
	esac
}
format_of() { case $1 in *.qcow2) echo qcow2 ;; *) echo raw ;; esac; }

# take_disk NUMBER FORMAT PATH: adds it to $disks, when it is a file that can be copied and that the next start would use too.
take_disk() {
	case $3 in
	/*' '* | *"$tab"* | */../*) refuse 3 "The path of disk $1 leads elsewhere or has blanks in it: $3." ;;
	esac
	if [ -b "/proc/$pid/root$3" ] || [ "$3" = "$(setting "DEVICE$(number_in_name "$1")")" ] || is_device "$3"; then
		refuse 3 "Disk $1 of the DevBox is the device $3, and no image holds a device. Copy it into a file (qemu-img convert), recreate the DevBox with that file as $storage_inside/data.img, and try again."
	fi
	path=$(host_path "$3")
	[ -n "$path" ] || refuse 3 "Disk $1 of the DevBox, $3, lies in the container itself and in no volume or folder of the worker. Recreate the DevBox with a volume on ${3%/*}, with a copy of that file in it, and try again."
	refuse_links "$3" "$path"
	[ -f "$path" ] || refuse 3 "Disk $1 of the DevBox, $3, is no file on the worker: $path."
	[ -z "$qemu" ] || has_open "$qemu" "$path" || refuse 3 "QEMU should have $3 open for disk $1, but that is not $path on the worker. Look there which of them is the disk."
	agree "$1" "$3" "$path"
	disks="${disks:+$disks
}$1 $2 $3 $path"
}

# find_storage → $storage, the folder on the worker with the files of the machine.
find_storage() {
	storage=$(host_path "$storage_inside")
	[ -d "$storage" ] || refuse 3 "The DevBox has no volume or folder of the worker on $storage_inside, where the state of Windows would be."
	refuse_links "$storage_inside" "$storage"
}

# refuse_links INSIDE PATH: no part of the path below its mount may be a symbolic link.
refuse_links() {
	part_of_path=$2
	until [ "${#part_of_path}" -le 1 ] || printf '%s\n' "$mounts" | cut -f 2 | grep -qxF -e "$part_of_path"; do
		[ ! -L "$part_of_path" ] || refuse 3 "$1 is reached by a symbolic link, so it is unclear what that is on the worker. Put the file or folder itself there and try again."
		part_of_path=${part_of_path%/*}
	done
}

# is_plain FILE: whether it is a file, and no link to one.
is_plain() { [ -f "$1" ] && [ ! -h "$1" ]; }

# enter FOLDER: for a subshell that uses files of a folder that the DevBox may change: goes there, unless a symbolic link on the way
# leads elsewhere by now. From then on the folder itself counts, whatever becomes of its path.
enter() {
	if cd -P -- "$1" && [ "$(pwd -P)" = "$1" ]; then return 0; fi
	refuse 1 "A folder with files of Windows was replaced meanwhile: $1. Look there on the worker what it is, then try again."
}

# agree NUMBER PATH ON-WORKER: refuses when the next start would use another disk.
agree() {
	again=$(chosen "$1")
	[ "$again" != "$2" ] || return 0
	if [ -n "$again" ] && [ "$(host_path "$again")" -ef "$3" ]; then return 0; fi
	refuse 3 "Windows runs from $2, but the next start would take ${again:-no disk}. Move the one away that is not its disk and try again."
}
