#!/bin/sh
# The copying step of a snapshot of a Windows that runs on; windows-disk-snapshot.sh reads this for its verbs in …_live. QEMU
# itself copies the disk as it is in one moment, as after a power cut. It is spoken to in its own protocol (QMP) by the
# container's nc, which its entrypoint presses the power button with: nothing on the worker needs to reach the socket.
# shellcheck disable=SC2034,SC2154 # the job's name, the disk, the spare room and what was told are windows-disk-snapshot.sh's

# shellcheck source=source/worker/qemu-talk.sh
. ./qemu-talk.sh

copy_name=ingot-$job

# check_live ID …: as check, and whether QEMU can be asked for a copy. That copy lies beside the disk at first.
check_live() {
	check "$@"
	need_room $(($(du -kx -- "$storage/$disk" | cut -f 1) + spare)) "$storage"
	is_installed "$1" || refuse 3 "$not_installed"
	reach_qemu "$1" 10 || refuse 3 "$no_qmp"
	check_machine
	leave_qemu
	echo 'QEMU answers and can copy the disk while Windows runs.'
}
no_qmp='QEMU cannot be asked for a copy: no QMP socket answers in the DevBox. Take the method stop, or make the DevBox anew with QMP=unix:/run/shm/qmp.sock,server=on,wait=off in its environment.'
not_installed='Nothing tells that Windows is installed completely: it has not once shut down, and no guest agent answers. Take the method stop, which shuts it down.'

# Its entrypoint notes at a shutdown only that Windows is installed; a guest agent runs in no setup.
is_installed() {
	if [ -e "$storage/windows.boot" ]; then return 0; fi
	reach_agent "$1" 5 && found=1 || found=
	leave_agent
	[ -n "$found" ]
}

# → $drive, which runs and is in nobody else's hands.
check_machine() {
	ask '{"execute":"query-status"}' || refuse 1 'QEMU does not tell how it is.'
	case $answer in
	*'"status": "running"'*) ;;
	*) refuse 3 'QEMU has Windows paused, or is not at work. Let it go on and try again.' ;;
	esac
	find_drive "/storage/$disk" || refuse 3 "QEMU has no drive that is /storage/$disk."
}

# copy_live ID
copy_live() {
	storage=$(storage_of "$1") work=$(own_temporary) ended=''
	find_disk "$storage" || refuse 1 'The disk of Windows is gone from /storage.'
	target=$copy_name.tmp
	printf '%s\n' "$storage/$target" >live-begun
	reach_qemu "$1" 60 || refuse 1 "$no_qmp"
	check_machine
	freeze_files "$1"
	take_moment
	thaw_files
	[ -z "$failed" ] || refuse 1 "$failed"
	echo "The DevBox was frozen for $frozen s."
	follow_copy
	leave_qemu
	[ -e "$work/state/windows.boot" ] || : >"$work/state/windows.boot"
	mv -- "$storage/$target" "$work/data.qcow2.tmp" && mv "$work/data.qcow2.tmp" "$work/data.qcow2" || exit 1
	rm live-begun
	echo "Copied $(mib "$(du -kx -- "$work/data.qcow2" | cut -f 1)")."
}

# All that happens while Windows stands still, and it goes on whatever fails. A cancel waits for the end of it.
take_moment() {
	failed=''
	trap '' TERM
	read -r begun _ </proc/uptime
	if ! ask '{"execute":"stop"}'; then
		failed="QEMU did not freeze Windows: $(reason)"
	elif ! copy_state "$storage" "$work"; then
		failed='The files beside the disk could not be copied.'
	else
		ask "{\"execute\":\"drive-backup\",\"arguments\":{\"device\":\"$drive\",\"job-id\":\"$copy_name\",\"sync\":\"full\",
			\"format\":\"qcow2\",\"target\":\"/storage/$target\"}}" || failed="QEMU did not begin to copy: $(reason)"
	fi
	ask '{"execute":"cont"}' || failed="QEMU does not go on: $(reason)"
	read -r over _ </proc/uptime
	trap - TERM
	took=$(($(hundredths "$over") - $(hundredths "$begun")))
	frozen=$((took / 100)).$((took / 10 % 10))$((took % 10))
}

# SECONDS, as in /proc/uptime; the 1 keeps a zero in front.
hundredths() { echo $((${1%.*} * 100 + 1${1#*.} - 100)); }

# Until the copy is whole, with its progress.
follow_copy() {
	told=0
	while ask '{"execute":"query-block-jobs"}'; do
		mine=$(printf '%s\n' "$answer" | tr '{' '\n' | grep -F "\"$copy_name\"") || break
		tell_copied
		sleep 0.3
	done
	case $ended in
	*CANCELLED*) refuse 1 'Somebody else ended the copying in QEMU. Try again.' ;;
	*'"error"'*) refuse 1 "QEMU could not copy the disk: $(printf '%s\n' "$ended" | text_of error)" ;;
	*COMPLETED*) return 0 ;;
	esac
	refuse 1 'QEMU ended while it copied: somebody stopped the DevBox. Try again when it runs.'
}

tell_copied() {
	length=$(printf '%s\n' "$mine" | number_of len) offset=$(printf '%s\n' "$mine" | number_of offset)
	[ "${length:-0}" -gt 0 ] || return 0
	tell_percent $((${offset:-0} * 100 / length))
}

# uncopy_live ID: Windows goes on, nothing copies any more, and the copy is gone; also after a runner that was killed.
uncopy_live() {
	[ -e live-begun ] || return 0
	code=0
	case $(state_of "$1") in
	'' | exited | created | stopped) ;;
	*) (let_go "$1") || code=1 ;;
	esac
	rm -f -- "$(cat live-begun)"
	[ "$code" = 0 ] || exit 1
	rm -f live-begun
}

# let_go ID: by whichever of its monitors answers; a QMP socket that somebody else holds does not.
let_go() {
	named=$(name_of "$1") limit=20
	reach_qemu "$1" 5 && let_go_by_qmp || {
		leave_qemu
		let_go_by_monitor "$1"
	} || {
		reach_qemu "$1" 20 && let_go_by_qmp
	} || refuse 1 "Windows in $named may stand still: QEMU does not answer. When it does, on the worker: podman exec $named sh -c 'echo cont | nc -q 1 -U /run/shm/monitor.sock'"
	leave_qemu
	# Only a guest that runs can answer.
	thaw_left "$1"
	echo 'Windows goes on.'
}

# What is frozen goes on first. A full disk stops Windows, too: then it goes on when the copy is gone.
let_go_by_qmp() {
	ask '{"execute":"cont"}' || return 1
	ask "{\"execute\":\"block-job-cancel\",\"arguments\":{\"device\":\"$copy_name\",\"force\":true}}"
	while ask '{"execute":"query-block-jobs"}'; do
		case $answer in *"\"$copy_name\""*) sleep 0.2 ;; *) break ;; esac
	done
	rm -f -- "$(cat live-begun)"
	ask '{"execute":"cont"}' && ask '{"execute":"query-status"}' || return 1
	case $answer in *'"status": "running"'*) ;; *) return 1 ;; esac
}

let_go_by_monitor() {
	monitor "$1" "cont\nblock_job_cancel -f $copy_name"
	while monitor "$1" 'info block-jobs'; do
		case $answer in *"$copy_name"*) sleep 0.2 ;; *) break ;; esac
	done
	rm -f -- "$(cat live-begun)"
	monitor "$1" 'cont\ninfo status'
	case $answer in *'VM status: running'*) ;; *) return 1 ;; esac
}

# thaw_left ID: what a step has left frozen, unless Windows has been started anew since.
thaw_left() {
	[ "$(cat files-frozen 2>/dev/null)" = "$(since "$1")" ] || return 0
	tries=0
	until reach_agent "$1" 10; do
		leave_agent
		tries=$((tries + 1))
		[ "$tries" -lt 3 ] || refuse 1 "The files of Windows in $named may still be frozen: its guest agent does not answer. When it does, on the worker: echo '{\"execute\":\"guest-fsfreeze-thaw\"}' | podman exec -i $named nc -q 1 -U $(printf %s "$agent" | tr -cd 'A-Za-z0-9/._-')"
		sleep 1
	done
	thaw_files
}
since() { inspect "$1" '{{.State.StartedAt}}'; }

# freeze_files ID: where a guest agent answers, Windows writes all out and holds still.
freeze_files() {
	if ! reach_agent "$1" 5; then
		leave_agent
		echo 'No guest agent answers in Windows, so its disk will be as after a power cut.'
		return 0
	fi
	leave_agent
	since "$1" >files-frozen
	if reach_agent "$1" 60 && tell_agent '{"execute":"guest-fsfreeze-freeze"}'; then
		echo 'The guest agent has made Windows write everything out.'
	else
		echo "The guest agent cannot freeze Windows’s files ($(reason)), so its disk will be as after a power cut."
	fi
}

thaw_files() {
	if [ ! -e files-frozen ]; then return 0; fi
	tell_agent '{"execute":"guest-fsfreeze-thaw"}' || refuse 1 "The guest agent did not thaw Windows’s files: $(reason)"
	leave_agent
	rm -f files-frozen
}
