#!/bin/sh
# The copying step of a snapshot of a Windows that runs on; windows-disk-snapshot.sh reads this for its verbs in …_live. QEMU
# itself copies the disk as it is in one moment, as after a power cut. It is spoken to in its own protocol (QMP) by the
# container's nc, which its entrypoint presses the power button with: nothing on the worker needs to reach the socket.
# shellcheck disable=SC2034,SC2154,SC3013 # the job's name, the disk, the spare room and what was told are windows-disk-snapshot.sh's

# shellcheck source=source/worker/steps/windows/qemu-talk.sh
. ./qemu-talk.sh

copy_name=ingot-$job

# check_live ID …: as check, and whether QEMU can be asked for a copy. That copy lies beside the disk at first.
check_live() {
	check "$@"
	each_disk need_room_beside
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
	if [ -e "$storage/$(cat state-prefix).boot" ]; then return 0; fi
	reach_agent "$1" 5 && found=1 || found=
	leave_agent
	[ -n "$found" ]
}

# The copy that QEMU writes lies beside the disk at first.
need_room_beside() { need_room $((total + spare)) "${4%/*}"; }

# Windows runs, and QEMU has all of its disks.
check_machine() {
	ask '{"execute":"query-status"}' || refuse 1 'QEMU does not tell how it is.'
	case $answer in
	*'"status": "running"'*) ;;
	*) refuse 3 'QEMU has Windows paused, or is not at work. Let it go on and try again.' ;;
	esac
	each_disk has_drive
}
has_drive() { find_drive "$3" || refuse 3 "QEMU has no drive that is $3."; }

# copy_live ID
copy_live() {
	meet "$1"
	choices
	storage=$(cat storage) work=$(own_temporary) ended=''
	each_disk is_there || refuse 1 "The disk of Windows is gone from $storage_inside."
	: >live-begun
	each_disk name_target
	reach_qemu "$1" 60 || refuse 1 "$no_qmp"
	check_machine
	freeze_files "$1"
	take_moment
	thaw_files
	[ -z "$failed" ] || refuse 1 "$failed"
	echo "The DevBox was frozen for $frozen s."
	follow_copy
	leave_qemu
	boot_mark=$work/state/$(cat state-prefix).boot
	[ -e "$boot_mark" ] || : >"$boot_mark"
	each_disk take_target || exit 1
	# What is packed now stands on nothing.
	: >backing
	rm live-begun
	echo "Copied $(mib "$(du -skx -- "$work" | cut -f 1)")."
}

# Of one disk: the job's name in QEMU, and where the copy lies, as both sides name it. Where only the disk itself is mounted and
# not its folder, it goes into the storage folder.
copy_id() { echo "$copy_name$([ "$1" = 1 ] || echo "-$1")"; }
name_target() {
	target=${3%/*} target_on_worker=${4%/*}
	[ "/proc/$pid/root$target" -ef "$target_on_worker" ] || target=$storage_inside target_on_worker=$storage
	printf '%s %s/%s.tmp %s/%s.tmp\n' "$1" "$target" "$(copy_id "$1")" "$target_on_worker" "$(copy_id "$1")" >>live-begun
}
# NUMBER → $target, $target_on_worker
target_of() {
	while read -r target_number target target_on_worker; do
		if [ "$target_number" = "$1" ]; then return 0; fi
	done <live-begun
	return 1
}
drop_targets() {
	while read -r target_number target target_on_worker; do rm -f -- "$target_on_worker"; done <live-begun
}
take_target() {
	target_of "$1" && mv -- "$target_on_worker" "$work/$(copied_as "$1" qcow2).tmp" &&
		mv "$work/$(copied_as "$1" qcow2).tmp" "$work/$(copied_as "$1" qcow2)" &&
		sed "s/^$1 [^ ]* /$1 qcow2 /" disks >disks.tmp && mv disks.tmp disks
}

# All that happens while Windows stands still, and it goes on whatever fails. A cancel waits for the end of it.
take_moment() {
	failed=''
	trap '' TERM
	read -r begun _ </proc/uptime
	if ! ask '{"execute":"stop"}'; then
		failed="QEMU did not freeze Windows: $(reason)"
	elif ! copy_state "$storage" "$work" "$disk_name" "$(cat state-prefix)"; then
		failed='The files beside the disk could not be copied.'
	else
		each_disk begin_copy || failed="QEMU did not begin to copy: $(reason)"
	fi
	ask '{"execute":"cont"}' || failed="QEMU does not go on: $(reason)"
	read -r over _ </proc/uptime
	trap - TERM
	took=$(($(hundredths "$over") - $(hundredths "$begun")))
	frozen=$((took / 100)).$((took / 10 % 10))$((took % 10))
}

begin_copy() {
	target_of "$1" && find_drive "$3" && ask "{\"execute\":\"drive-backup\",\"arguments\":{\"device\":\"$drive\",\"job-id\":\"$(copy_id "$1")\",\"sync\":\"full\",
		\"format\":\"qcow2\",\"target\":\"$target\"}}"
}

# SECONDS, as in /proc/uptime; the 1 keeps a zero in front.
hundredths() { echo $((${1%.*} * 100 + 1${1#*.} - 100)); }

# Until the copies are whole, with their progress.
follow_copy() {
	told=0
	while ask '{"execute":"query-block-jobs"}'; do
		mine=$(printf '%s\n' "$answer" | tr '{' '\n' | grep -F "\"$copy_name") || break
		tell_copied
		sleep 0.3
	done
	case $ended in
	*CANCELLED*) refuse 1 'Somebody else ended the copying in QEMU. Try again.' ;;
	*'"error"'*) refuse 1 "QEMU could not copy the disk: $(printf '%s\n' "$ended" | text_of error | head -n 1)" ;;
	esac
	[ "$(printf '%s\n' "$ended" | grep -c COMPLETED)" = "$(grep -c . disks)" ] ||
		refuse 1 'QEMU ended while it copied: somebody stopped the DevBox. Try again when it runs.'
}

tell_copied() {
	length=$(printf '%s\n' "$mine" | number_of len | sum) offset=$(printf '%s\n' "$mine" | number_of offset | sum)
	[ "$length" -gt 0 ] || return 0
	tell_percent $((offset * 100 / length))
}
sum() {
	sum=0
	while read -r each; do sum=$((sum + each)); done
	echo "$sum"
}

# uncopy_live ID: Windows goes on, nothing copies any more, and the copy is gone; also after a runner that was killed.
uncopy_live() {
	[ -e live-begun ] || return 0
	code=0
	case $(state_of "$1") in
	'' | exited | created | stopped) ;;
	*) (let_go "$1") || code=1 ;;
	esac
	drop_targets
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
	each_disk cancel_copy
	while ask '{"execute":"query-block-jobs"}'; do
		case $answer in *"\"$copy_name"*) sleep 0.2 ;; *) break ;; esac
	done
	drop_targets
	ask '{"execute":"cont"}' && ask '{"execute":"query-status"}' || return 1
	case $answer in *'"status": "running"'*) ;; *) return 1 ;; esac
}

# Of several copies only those that have begun are known there.
cancel_copy() { ask "{\"execute\":\"block-job-cancel\",\"arguments\":{\"device\":\"$(copy_id "$1")\",\"force\":true}}" || true; }

let_go_by_monitor() {
	monitor "$1" "cont$(each_disk say_cancel)"
	while monitor "$1" 'info block-jobs'; do
		case $answer in *"$copy_name"*) sleep 0.2 ;; *) break ;; esac
	done
	drop_targets
	monitor "$1" 'cont\ninfo status'
	case $answer in *'VM status: running'*) ;; *) return 1 ;; esac
}

say_cancel() { printf '\\nblock_job_cancel -f %s' "$(copy_id "$1")"; }

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
