#!/bin/sh
# The steps of a Windows snapshot between its shutdown and its next boot: off, copied, on again. windows-disk-snapshot.sh
# reads this.
# shellcheck disable=SC2034,SC2154 # shared with windows-disk-snapshot.sh

# shellcheck source=source/worker/steps/windows/windows-machine.sh
. ./windows-machine.sh

# stop ID SECONDS: until its machine has ended. Its own entrypoint decides how, and Podman is given so long that it never
# kills; it is Podman that is asked, because after a signal alone it would start a DevBox with a restart policy anew.
stop() {
	first_disk
	note_machine "$1" "$disk"
	hold_pid_file "$init"
	date +%s >stop-begun
	clock
	asked=$seconds
	podman stop --time 86400 "$1" >/dev/null 2>stop-errors 3<&- &
	stopper=$!
	until has_ended "$machine" "$machine_born" || has_ended "$init" "$init_born"; do
		kill -0 "$stopper" 2>/dev/null || has_ended "$init" "$init_born" || not_asked "$1"
		clock
		if [ $((seconds - asked)) -ge "$2" ]; then
			kill "$stopper"
			: >given-up
			refuse 1 "Windows has not shut down within $2 s, and Ingot does not end it by force. Shut it down from inside to see what keeps it, or allow it more time (--stop-timeout), then try again."
		fi
		sleep 0.05
	done
	clock
	echo $((seconds - asked)) >stop-took
	if [ -n "$watched" ] && [ -s "$watched" ]; then echo killed >pid-file-left; fi
	echo "Its QEMU ended after $((seconds - asked)) s."
}

# not_asked ID: Podman has ended, and the DevBox has not.
not_asked() {
	look "$1"
	[ "$state" != running ] || rm -f stop-begun
	refuse 1 "Podman did not stop the DevBox: $(tail -n 1 stop-errors)"
}

# hold_pid_file INIT: a QEMU that is killed leaves it, and it goes with the container but stays for whoever holds its folder.
hold_pid_file() {
	watched='' shm=/proc/$1/root/dev/shm
	[ -s "$shm/qemu.pid" ] || return 0
	exec 3<"$shm"
	watched=/proc/$$/fd/3/qemu.pid
}

# What its entrypoint says of it, in the older and the newer ones.
force='forcefully terminat|still running, sending SIGTERM|cannot send ACPI|QEMU process .* does not exist'
forced='Windows did not shut down in time and was ended by force, so its disk may not be consistent. Shut it down from inside to see what keeps it, then try again.'

# copy ID ACCEPT: the disks, from the moment in which their machine has closed them, and the files that are kept beside them
# when all in the DevBox has ended. What anybody writes to any of them meanwhile shows in its stamp, and the copy is dropped.
copy() {
	storage=$(cat storage) work=$(own_temporary) accept=$2
	recall_machine
	alone "$1" "$storage"
	if ! each_disk is_there; then
		await_end
		at_rest "$1"
		refuse 1 "The disk of Windows is gone from $storage."
	fi
	rm -f over stamps beside
	look_when_over "$1" >/dev/null 2>&1 &
	looker=$!
	copy_disks
	wait "$looker"
	await_end
	copy_rest
	at_rest "$1"
	ended_well
	each_disk name_copy "$work"
	echo "Copied $(mib "$(du -skx -- "$work" | cut -f 1)")."
}
await_end() {
	tries=0
	until has_ended "$init" "$init_born"; do
		tries=$((tries + 1))
		[ "$tries" -lt 1800 ] || refuse 1 'QEMU has ended, and the DevBox does not. Its log tells what it does (podman logs). Stop it, start it again, and try again.'
		sleep 0.1
	done
}

# copy_off ID ACCEPT: of a DevBox that was off before, and stays so.
copy_off() {
	storage=$(cat storage) work=$(own_temporary) accept=$2 init=''
	look "$1"
	[ -n "$state" ] || refuse 1 "$gone"
	was=$run
	alone "$1" "$storage"
	each_disk is_there || refuse 1 "The disk of Windows is gone from $storage."
	rm -f stamps beside
	stamps_beside >beside
	copy_disks
	copy_rest
	look "$1"
	[ "$run" = "$was" ] || refuse 1 "$woken"
	untouched
	alone "$1" "$storage"
	ended_well
	each_disk name_copy "$work"
	echo "Copied $(mib "$(du -skx -- "$work" | cut -f 1)")."
}

# copy_disks: with their progress.
copy_disks() {
	total=0
	each_disk write_out
	tell_copying "$total" "$work" &
	teller=$!
	each_disk copy_disk "$work" || exit 1
	kill "$teller" && wait "$teller" 2>/dev/null
}

# What its machine keeps beside them; it notes when it ends that Windows is installed.
copy_rest() {
	[ -e "$storage/$(cat state-prefix).boot" ] ||
		refuse 3 'Windows is not installed completely: it has not once started and shut down. Try again when it has.'
	copy_state "$storage" "$work" "$(cat disk-name)" "$(cat state-prefix)" || exit 1
	[ ! -s beside ] || [ "$(stamps_beside)" = "$(cat beside)" ] || refuse 1 "$woken"
}
stamps_beside() { each_beside "$storage" stamp_beside "$(cat disk-name)" "$(cat state-prefix)"; }
stamp_beside() { [ "$2" != machine ] || stamp "$1"; }

# first_disk → $disk, where it lies on the worker.
first_disk() { read -r _ _ _ disk <disks; }

# Each gets NUMBER FORMAT PATH ON-WORKER, and the folder of the copies.
is_there() { [ -f "$4" ] && [ ! -L "$4" ]; }
write_out() {
	sync -- "$4" 2>/dev/null || sync
	stamp "$4" >>stamps
	total=$((total + $(du -kx -- "$4" | cut -f 1)))
}
copy_disk() { cp -P --reflink=auto --sparse=always -- "$4" "$5/$(copied_as "$1" "$2").tmp"; }
name_copy() { mv -- "$5/$(copied_as "$1" "$2").tmp" "$5/$(copied_as "$1" "$2")"; }
stamp_again() { stamp "$4"; }
untouched() { [ "$(each_disk stamp_again)" = "$(cat stamps)" ] || refuse 1 "$woken"; }

# look_when_over ID: beside the copying, since an answer of Podman takes as long as a small copy.
look_when_over() {
	clock
	end=$((seconds + 180))
	until has_ended "$init" "$init_born"; do
		clock
		[ "$seconds" -lt "$end" ] || return 1
		sleep 0.05
	done
	stamps_beside >beside
	inspect "$1" '{{.State.Status}}|{{.State.ExitCode}}|{{.State.StartedAt}} {{.State.FinishedAt}}' >over.tmp 2>/dev/null && mv over.tmp over
}

# at_rest ID: it has ended, and has not been on since. Nor has anybody else the disk. → $code
at_rest() {
	if [ -s over ]; then
		IFS='|' read -r state code run <over
	else
		look "$1"
		[ -n "$state" ] || refuse 1 "$gone"
	fi
	case $state in exited | stopped | stopping) ;; *) refuse 1 "$woken" ;; esac
	read -r _ started <source-devbox
	case $run in "$started "*) ;; *) refuse 1 "$woken" ;; esac
	[ ! -e stamps ] || untouched
	alone "$1" "$storage"
}

# ended_well: whatever tells already that Windows did not shut down; the proof that it did is on the disk.
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

# not_clean WORD REASON: no image of it, unless that was asked for; then its label says so.
not_clean() {
	if [ "$accept" = yes ]; then
		echo "$2 Accepted, as asked; a label of the image says so."
		[ -s unclean ] || echo "$1" >unclean
	else
		refuse 1 "$2 (--accept-unclean makes an image of it nevertheless.)"
	fi
}

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

# uncopy: first of all, because a DevBox does not start on a full disk.
uncopy() { drop_temporary; }

# start_again ID: and nothing else, so that it is on as soon as it can be.
start_again() {
	# The second in which it begins counts as before.
	echo $(($(date +%s) + 1)) >start-begun
	start "$1"
}

# bring_windows_back ID SECONDS: runs again what this job has stopped, or was stopping. One that still shuts down is asked once
# more, since the step may have been killed before it came to that, and its end is waited for.
bring_windows_back() {
	if [ ! -e stop-begun ]; then return 0; fi
	look "$1"
	case $state in
	'') return 0 ;;
	exited | stopped) ;;
	*)
		read -r _ started <source-devbox
		case $run in "$started "*) wait_for_end "$1" "$2" ;; *) return 0 ;; esac
		;;
	esac
	start "$1"
}

wait_for_end() {
	recall_machine
	limit=$2
	[ ! -e given-up ] || limit=10
	podman stop --time 86400 "$1" >/dev/null 2>&1 &
	stopper=$!
	clock
	end=$((seconds + limit))
	until has_ended "$init" "$init_born"; do
		clock
		if [ "$seconds" -ge "$end" ]; then
			kill "$stopper"
			name=$(name_of "$1")
			refuse 1 "The DevBox $name was asked to shut down and has not yet. When it has, start it on the worker: podman start $name"
		fi
		sleep 0.1
	done
	wait "$stopper"
}
