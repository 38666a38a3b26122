#!/bin/sh
# What a Windows snapshot does once the DevBox is on again: the proof that Windows had shut down, and the wait for its boot.
# windows-disk-snapshot.sh reads this.
# shellcheck disable=SC2034,SC2154 # shared with windows-disk-snapshot.sh

# proof ID IMAGE ACCEPT SECONDS: by what NTFS notes on the copied disks. SECONDS is what its entrypoint gives Windows.
proof() {
	work=$(own_temporary) accept=$3 blind=''
	if was_forced "$1"; then not_clean killed "$forced"; fi
	: >ntfs
	each_disk state_of_ntfs "$2" ||
		refuse 1 'What NTFS notes on the copied disk cannot be read, so nothing proves that Windows has shut down. Try again.'
	[ -s ntfs ] || blind='No NTFS was found on the disk'
	while read -r word place; do
		judge "$word" $((place / 1048576))
	done <ntfs
	[ -z "$blind" ] || by_its_end "$4"
	[ -s unclean ] || [ -n "$blind" ] || echo 'Windows has shut down: its NTFS says so.'
}

# judge WORD MIB
judge() {
	case $1 in
	clean) ;;
	unsure) echo "Whether Windows hibernates cannot be found on the partition at $2 MiB; its NTFS was closed." ;;
	encrypted) blind='BitLocker keeps the partition at '$2' MiB from being read' ;;
	hibernated) not_clean hibernated 'Windows hibernates, as after a shutdown with fast startup, so the disk does not hold all of it. Turn that off in Windows (powercfg /h off, as an administrator), then try again.' ;;
	dirty) not_clean dirty "NTFS on the partition at $2 MiB is marked for a check. Let Windows check it (chkdsk /f, and a restart), then try again." ;;
	open) not_clean dirty "Windows was not shut down: NTFS on the partition at $2 MiB was still in use when its machine ended. Shut Windows down from inside to see what keeps it, then try again." ;;
	*) not_clean dirty "NTFS on the partition at $2 MiB cannot be read, so nothing proves that Windows has shut down. Let Windows check it (chkdsk /f, and a restart), then try again." ;;
	esac
}

# by_its_end SECONDS: where no NTFS can be asked. Shortly before its time is up its entrypoint ends QEMU by a signal, which
# looks like an end of its own.
by_its_end() {
	took=$(cat stop-took 2>/dev/null) || took=0
	[ "$took" -lt $(($1 - 12)) ] || not_clean killed "$blind, and Windows took as long as its entrypoint lets it. $forced"
	echo "$blind: that QEMU ended by itself is all that tells of a shutdown."
}

# was_forced ID: by what its entrypoint said before its next start; on a slow machine it may end that boot by force, which says
# nothing of the copy. Where Podman keeps no log this tells nothing.
was_forced() {
	since=$(cat stop-begun 2>/dev/null) && until=$(cat start-begun 2>/dev/null) || return 1
	podman logs --since "$since" --until "$until" "$1" 2>&1 | grep -qiE "$force"
}

# state_of_ntfs NUMBER FORMAT PATH ON-WORKER IMAGE: a raw disk is read here, another one by the qemu-img of the DevBox's own image.
state_of_ntfs() {
	name=$(copied_as "$1" "$2")
	if [ "$2" = raw ]; then
		mkdir -p scratch && sh ./ntfs-state.sh "$work/$name" raw scratch >>ntfs && rm -rf scratch
		return
	fi
	mkdir -p "$work/ntfs" && cp ntfs-state.sh ntfs-parts.sh "$work/ntfs/" || return 1
	tool_run /bin/sh --workdir /work/ntfs "$5" ./ntfs-state.sh "/work/$name" "$2" /work/ntfs >>ntfs
	said=$?
	rm -rf "$work/ntfs"
	return "$said"
}

unproof() { podman rm --force --time 0 --volumes --ignore "$worker_tool" >/dev/null; }

# let_boot ID: packing takes what a boot needs, and that Windows is back counts for more. It has booted when its machine is
# there, has used two seconds of a processor, and then leaves half a core and its disk alone for two. Bounded: a Windows at
# work is never quiet.
let_boot() {
	first_disk
	clock
	begun=$seconds
	until find_running "$1"; do
		clock
		[ $((seconds - begun)) -lt 60 ] || {
			echo 'No QEMU has the disk open after 60 s, and packing begins nevertheless. Look at the DevBox: its log tells what it waits for.'
			return 0
		}
		sleep 0.5
	done
	quiet=0 last_ticks=0 last_bytes=0
	until [ "$quiet" -ge 2 ]; do
		clock
		[ $((seconds - begun)) -lt 90 ] || {
			echo 'Windows has been at work for 90 s, and packing begins beside it.'
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

# find_running ID: its machine. Whoever has removed the DevBox needs no word about it.
find_running() {
	init=$(inspect "$1" '{{.State.Pid}}') || exit 0
	[ "$init" != 0 ] || refuse_end "$1"
	find_machine "$init" "$disk"
}

# refuse_end ID: what was copied is whole, so the image is made; but whoever works there has to know.
refuse_end() {
	echo "QEMU has ended again while it booted: look at podman logs $(name_of "$1")" >&2
	note "The DevBox $(name_of "$1") has ended again since it was started."
	exit 0
}
note() { printf '%s\n' "$1" >>notes; }

# finish_windows REFERENCE KEY=VALUE …: what was found of its disk is a label, too.
finish_windows() {
	for pair; do
		shift
		case $pair in io.clustercode.unclean=) pair=$pair$(cat unclean 2>/dev/null) ;; esac
		set -- "$@" "$pair"
	done
	finish "$@"
	[ ! -s unclean ] || note "Its disk is not clean ($(cat unclean)): Windows may check it at its first start."
}
