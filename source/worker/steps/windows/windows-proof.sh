#!/bin/sh
# Whether Windows was shut down before its disk was copied: by how the container ended, and by what NTFS notes on the copies.
# The proof reads the copies when the DevBox is on again. windows-disk-snapshot.sh sources this.
# shellcheck disable=SC2034,SC2154 # shares variables with windows-disk-snapshot.sh

# proof ID IMAGE ACCEPT SECONDS: reads the NTFS of the copied disks. SECONDS: how long the entrypoint lets a shutdown take.
proof() {
	work=$(own_temporary) accept=$3 blind=''
	if was_forced "$1"; then not_clean killed "$forced"; fi
	: >ntfs
	each_disk state_of_ntfs "$2" ||
		refuse 1 'The NTFS of the copied disk cannot be read, so nothing proves that Windows has shut down. Try again.'
	[ -s ntfs ] || blind='No NTFS was found on the disk'
	while read -r word place; do
		judge "$word" $((place / 1048576))
	done <ntfs
	[ -z "$blind" ] || by_its_end "$4"
	[ -s unclean ] || [ -n "$blind" ] || echo 'Windows has shut down: its NTFS says so.'
}

# judge STATE MIB: what ntfs-state.sh printed for a partition, and where it begins.
judge() {
	case $1 in
	clean) ;;
	unsure) echo "The partition at $2 MiB does not show whether Windows hibernates; its NTFS was closed." ;;
	encrypted) blind='BitLocker keeps the partition at '$2' MiB from being read' ;;
	hibernated) not_clean hibernated 'Windows hibernates, as after a shutdown with fast startup, so the disk does not hold all of it. Turn that off in Windows (powercfg /h off, as an administrator), then try again.' ;;
	dirty) not_clean dirty "NTFS on the partition at $2 MiB is marked for a check. Let Windows check it (chkdsk /f, and a restart), then try again." ;;
	open) not_clean dirty "Windows was not shut down: NTFS on the partition at $2 MiB was still in use when its machine ended. Shut Windows down from inside to see what keeps it, then try again." ;;
	*) not_clean dirty "NTFS on the partition at $2 MiB cannot be read, so nothing proves that Windows has shut down. Let Windows check it (chkdsk /f, and a restart), then try again." ;;
	esac
}

# by_its_end SECONDS: the proof where no NTFS can be read. Shortly before the time is up, the entrypoint ends QEMU with a signal,
# which looks like a shutdown; so a stop that took that long does not count as one.
by_its_end() {
	took=$(cat stop-took 2>/dev/null) || took=0
	[ "$took" -lt $(($1 - 12)) ] || not_clean killed "$blind, and Windows took as long as its entrypoint lets it. $forced"
	echo "$blind: the only sign of a shutdown is that QEMU ended by itself."
}

# was_forced ID: whether the entrypoint logged that it ended QEMU by force. Only lines from before the next start count, because
# on a slow machine the entrypoint may also end that boot by force. Without a log (--log-driver none) the answer is no.
was_forced() {
	since=$(cat stop-begun 2>/dev/null) && until=$(cat start-begun 2>/dev/null) || return 1
	podman logs --since "$since" --until "$until" "$1" 2>&1 | grep -qiE "$force"
}

# state_of_ntfs NUMBER FORMAT PATH ON-WORKER IMAGE: appends to `ntfs`. A raw disk is read on the worker, a qcow2 with the
# qemu-img of the DevBox's own image; of what that prints only such lines count, because shells execute some texts as numbers.
state_of_ntfs() {
	name=$(copied_as "$1" "$2")
	if [ "$2" = raw ]; then
		mkdir -p scratch && sh ./ntfs-state.sh "$work/$name" raw scratch >>ntfs && rm -rf scratch
		return
	fi
	mkdir -p "$work/ntfs" && cp ntfs-*.sh "$work/ntfs/" || return 1
	{
		tool_run /bin/sh --tmpfs /run/ingot-scratch --workdir /run/ingot-work/ntfs "$5" ./ntfs-state.sh "/run/ingot-work/$name" "$2" /run/ingot-scratch
		echo "$?" >ntfs-code
	} | head -c 65536 | grep -xE '[a-z]+ (0|[1-9][0-9]{0,17})' >>ntfs
	rm -rf "$work/ntfs"
	return "$(cat ntfs-code)"
}

unproof() { podman rm --force --time 0 --volumes --ignore "$worker_tool" >/dev/null; }

# ended_well: refuses an end that cannot have been a shutdown: by $code, and by a pid file left behind.
ended_well() {
	if [ "$code" = 137 ] || [ -e pid-file-left ]; then
		not_clean killed "$forced"
		return
	fi
	case $code in
	0 | 129 | 130 | 131 | 134 | 143) ;;
	*) not_clean killed "The DevBox ended with the exit code $code and not by a shutdown, so its disk may not be consistent. Try again." ;;
	esac
}

# not_clean WORD REASON: fails the step, unless --accept-unclean was given ($accept); then WORD becomes a label of the image.
not_clean() {
	if [ "$accept" = yes ]; then
		echo "$2 Accepted with --accept-unclean; a label of the image says so."
		[ -s unclean ] || echo "$1" >unclean
	else
		refuse 1 "$2 (--accept-unclean makes an image anyway.)"
	fi
}

# What older and newer entrypoints log when they end QEMU by force.
force='forcefully terminat|still running, sending SIGTERM|cannot send ACPI|QEMU process .* does not exist'
forced='Windows did not shut down in time and was ended by force, so its disk may not be consistent. Shut it down from inside and snapshot it while it is off (--allow-stopped), or recreate the DevBox with a longer TIMEOUT.'
