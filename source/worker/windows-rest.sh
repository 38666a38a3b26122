#!/bin/sh
# The steps of a Windows snapshot between its shutdown and its next boot: off, copied, on again. windows-disk-snapshot.sh
# reads this.
# shellcheck disable=SC2034,SC2154 # shared with windows-disk-snapshot.sh

# stop ID: waits until Windows is off. Its own entrypoint ends it by force when its time is up, and so does Podman: then the
# disk is as after a power cut. So it is when QEMU was killed: it leaves its pid file behind, which goes with the container
# but stays for whoever holds its folder. An entrypoint that ends by a signal or by nobody has one of these codes.
stop() {
	date +%s >stop-begun
	watched=
	read -r pid started <source-devbox
	shm=/proc/$pid/root/dev/shm
	if [ -s "$shm/qemu.pid" ]; then
		exec 3<"$shm"
		watched=/proc/$$/fd/3/qemu.pid
	fi
	podman stop --time 120 "$1" >/dev/null 3<&-
	look "$1"
	case $state in
	exited) ;;
	'') refuse 1 "$gone" ;;
	*) refuse 1 "The DevBox is $state and not off, so its disk cannot be copied." ;;
	esac
	echo "$run" >stopped
	case $run in "$started "*) ;; *) refuse 1 "$woken" ;; esac
	[ "$code" != 137 ] || refuse 1 "$forced"
	if [ -n "$watched" ] && [ -s "$watched" ]; then refuse 1 "$forced"; fi
	case $code in
	0 | 129 | 130 | 131 | 143) echo 'Windows has shut down.' ;;
	*) refuse 1 "The DevBox ended with the exit code $code and not by a shutdown, so its disk may not be consistent. Try again." ;;
	esac
}
# What its entrypoint says of it, in the older and the newer ones.
force='forcefully terminat|still running, sending SIGTERM|cannot send ACPI|QEMU process .* does not exist'
forced='Windows did not shut down in time and was ended by force, so its disk may not be consistent. Shut it down from inside to see what keeps it, then try again.'

# start_again ID: and only then, how its entrypoint says that it ended: reading that would keep Windows off.
start_again() {
	start "$1"
	if podman logs --since "$(cat stop-begun)" "$1" 2>&1 | grep -qiE "$force"; then refuse 1 "$forced"; fi
}

# let_boot ID: waits until its machine leaves half a core alone for a second, half a minute at most: packing takes what a boot
# needs, and that Windows is back counts for more.
let_boot() {
	init=$(inspect "$1" '{{.State.Pid}}')
	before=$(ticks_below "${init:-0}") seconds=0
	while [ "$seconds" -lt 30 ]; do
		sleep 1
		now=$(ticks_below "${init:-0}") seconds=$((seconds + 1))
		[ $((now - before)) -ge 50 ] || break
		before=$now
	done
	echo "Waited $seconds s."
}

# ticks_below PID: processor time of a process and all below it, in hundredths of a second (proc_pid_stat(5)).
ticks_below() {
	left=$1 sum=0
	while [ -n "$left" ]; do
		next=
		for each in $left; do
			next="$next$(cat "/proc/$each/task/"*/children 2>/dev/null)"
			stat=$(cat "/proc/$each/stat" 2>/dev/null) || continue
			# shellcheck disable=SC2086 # its fields, from the third on
			set -- ${stat##*) }
			sum=$((sum + ${12} + ${13}))
		done
		left=$next
	done
	echo "$sum"
}

# copy ID: the disks and, of the same moment, the files that its machine keeps beside them. A disk in use is never copied: the
# kernel tells before who has it, and Podman afterwards whether the DevBox has been on meanwhile.
copy() {
	storage=$(cat storage) work=$(own_temporary)
	alone "$1" "$storage"
	if ! each_disk is_there; then
		at_rest "$1"
		refuse 1 "The disk of Windows is gone from ${storage_inside:-/storage}."
	fi
	[ -e "$storage/$(cat state-prefix).boot" ] ||
		refuse 3 'Windows is not installed completely: it has not once started and shut down. Try again when it has.'
	total=0
	each_disk write_out
	tell_copying "$total" "$work" &
	teller=$!
	each_disk copy_disk "$work" || exit 1
	kill "$teller" && wait "$teller" 2>/dev/null
	copy_state "$storage" "$work" "$(cat disk-name)" "$(cat state-prefix)" || exit 1
	at_rest "$1"
	each_disk name_copy "$work"
	echo "Copied $(mib "$(du -skx -- "$work" | cut -f 1)")."
}

# Each gets NUMBER FORMAT PATH ON-WORKER, and the folder of the copies.
is_there() { [ -f "$4" ] && [ ! -L "$4" ]; }
write_out() {
	sync -- "$4" 2>/dev/null || sync
	total=$((total + $(du -kx -- "$4" | cut -f 1)))
}
copy_disk() { cp -P --reflink=auto --sparse=always -- "$4" "$5/$(copied_as "$1" "$2").tmp"; }
name_copy() { mv -- "$5/$(copied_as "$1" "$2").tmp" "$5/$(copied_as "$1" "$2")"; }

# tell_copying KIB FOLDER: cp does not tell how far it is, but what it has written does. Blocks that are shared are there at once.
# The job ends whatever a failing step has left.
tell_copying() {
	told=0
	while sleep 0.5; do
		written=$(du -skx -- "$2" 2>/dev/null | cut -f 1)
		percent=$((${written:-0} * 100 / ($1 + 1)))
		[ "$percent" -lt 100 ] || percent=99
		tell_percent "$percent"
	done
}

# ID: is off, and has not been on since it was stopped: then the disk would be torn, too. Nor does anybody else have it.
at_rest() {
	look "$1"
	[ -n "$state" ] || refuse 1 "$gone"
	[ "$state $run" = "exited $(cat stopped)" ] || refuse 1 "$woken"
	alone "$1" "$storage"
}

# uncopy: first of all, because a DevBox does not start on a full disk.
uncopy() { drop_temporary; }
