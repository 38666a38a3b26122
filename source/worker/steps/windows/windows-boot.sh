#!/bin/sh
# The step of a Windows snapshot that waits for the boot of Windows. windows-disk-snapshot.sh sources this.
# shellcheck disable=SC2034,SC2154 # shares variables with windows-disk-snapshot.sh

# let_boot ID: waits before packing, which would slow the boot down. Windows counts as booted when its QEMU has used two seconds
# of CPU time and then, for two seconds, uses less than half a core and reads less than 4 MiB a second. The wait is bounded,
# because a busy Windows never gets that quiet.
let_boot() {
	first_disk
	clock
	begun=$seconds init=''
	until find_running "$1"; do
		clock
		[ $((seconds - begun)) -lt 60 ] || {
			echo 'No QEMU has the disk open after 60 s, so packing begins now. The log of the DevBox says what it waits for.'
			return 0
		}
		sleep 0.5
	done
	quiet=0 last_ticks=0 last_bytes=0
	until [ "$quiet" -ge 2 ]; do
		clock
		[ $((seconds - begun)) -lt 90 ] || {
			echo 'Windows has been busy for 90 s, so packing begins now.'
			return 0
		}
		sleep 1
		has_ended "$machine" "$machine_born" && refuse_end "$1"
		ticks_below "$machine"
		bytes_read "$machine"
		if [ "$ticks" -ge 200 ] && [ $((ticks - last_ticks)) -lt 50 ] && [ $((bytes - last_bytes)) -lt 4194304 ]; then
			quiet=$((quiet + 1))
		else
			quiet=0
		fi
		last_ticks=$ticks last_bytes=$bytes
	done
	clock
	echo "Windows has booted: its QEMU was quiet after $((seconds - begun)) s."
}

# find_running ID: finds its QEMU, as find_machine. Ends the step where the DevBox was removed meanwhile. Podman is asked once, and
# again only when that process is gone, since each answer takes a core from the boot for a tenth of a second.
find_running() {
	if [ -z "$init" ] || has_ended "$init" "$init_born"; then
		init=$(inspect "$1" '{{.State.Pid}}') || exit 0
		[ "$init" != 0 ] || refuse_end "$1"
		fields_of "$init" || return 1
		init_born=$born
	fi
	find_machine "$init" "$disk"
}

# refuse_end ID: the DevBox has ended again. The copy is whole, so the image is made, with a note for the user.
refuse_end() {
	echo "QEMU has ended again while it booted: look at podman logs $(name_of "$1")" >&2
	note "The DevBox $(name_of "$1") has ended again since it was started."
	exit 0
}
