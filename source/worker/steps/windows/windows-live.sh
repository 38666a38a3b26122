#!/bin/sh
# The copying step of a snapshot while Windows runs. windows-disk-snapshot.sh sources this for its steps …_live. QEMU itself
# copies the disk as it is at one moment, as after a power cut. We speak QMP to it through the nc of the container, so nothing
# on the worker needs to reach the socket.
# shellcheck disable=SC2034,SC2154,SC3013 # shares variables with windows-disk-snapshot.sh; dash and busybox have -ef

# shellcheck source=source/worker/steps/windows/qemu-talk.sh
. ./qemu-talk.sh
# shellcheck source=source/worker/steps/windows/guest-agent.sh
. ./guest-agent.sh
# shellcheck source=source/worker/steps/windows/windows-live-undo.sh
. ./windows-live-undo.sh

copy_name=ingot-$job

# check_live ID …: as check, and whether QEMU can copy the disk.
check_live() {
	check "$@"
	each_disk need_room_beside
	is_installed "$1" || refuse 3 "$not_installed"
	reach_qemu "$1" 10 || refuse 3 "$no_qmp"
	check_machine
	leave_qemu
	echo 'QEMU answers and can copy the disk while Windows runs.'
}
no_qmp='QEMU cannot be asked for a copy: no QMP socket answers in the DevBox. Use the method stop, or recreate the DevBox with QMP=unix:/run/shm/qmp.sock,server=on,wait=off in its environment.'
not_installed='Nothing proves that Windows is fully installed: it has never shut down, and no guest agent answers. Use the method stop, which shuts it down.'

# is_installed ID: the entrypoint notes only at a shutdown that Windows is installed. A guest agent proves it too, since Windows
# Setup runs none.
is_installed() {
	if [ -e "$storage/$(cat state-prefix).boot" ]; then return 0; fi
	reach_agent "$1" 5 && found=1 || found=
	leave_agent
	[ -n "$found" ]
}

# need_room_beside: QEMU writes its copy beside the disk.
need_room_beside() { need_room $((total + spare)) "${4%/*}"; }

# check_machine: Windows runs, and QEMU has all of its disks.
check_machine() {
	ask '{"execute":"query-status"}' || refuse 1 'QEMU does not report its state.'
	case $answer in
	*'"status": "running"'*) ;;
	*) refuse 3 'QEMU has paused Windows, or does not run it. Continue it and try again.' ;;
	esac
	each_disk has_drive
}
has_drive() { find_drive "$3" || refuse 3 "QEMU has no drive that is $3."; }

# copy_live ID
copy_live() {
	meet "$1"
	choices
	storage=$(cat storage) work=$(own_temporary) ended=''
	each_disk disk_is_there || refuse 1 "The disk of Windows is gone from $storage_inside."
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
	is_plain "$boot_mark" || : >"$boot_mark"
	each_disk take_target || exit 1
	# QEMU's copy has no backing file.
	: >backing
	rm live-begun
	echo "Copied $(mib "$(du -skx -- "$work" | cut -f 1)")."
}

# Of one disk: the id of the copying in QEMU, and the path of the copy, inside and on the worker. Where only the file of the disk
# is mounted and not its folder, the copy goes into the storage folder.
copy_id() { echo "$copy_name$([ "$1" = 1 ] || echo "-$1")"; }
name_target() {
	target=${3%/*} target_on_worker=${4%/*}
	[ "/proc/$pid/root$target" -ef "$target_on_worker" ] || target=$storage_inside target_on_worker=$storage
	printf '%s %s/%s.tmp %s/%s.tmp\n' "$1" "$target" "$(copy_id "$1")" "$target_on_worker" "$(copy_id "$1")" >>live-begun
}
# target_of NUMBER → $target, $target_on_worker
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
	target_of "$1" && (enter "${target_on_worker%/*}" && mv -- "./${target_on_worker##*/}" "$work/$(copied_as "$1" qcow2).tmp") &&
		is_plain "$work/$(copied_as "$1" qcow2).tmp" &&
		mv "$work/$(copied_as "$1" qcow2).tmp" "$work/$(copied_as "$1" qcow2)" &&
		sed "s/^$1 [^ ]* /$1 qcow2 /" disks >disks.tmp && mv disks.tmp disks
}

# take_moment → $failed, $frozen: everything that happens while Windows is paused. Windows continues whatever fails, and a cancel
# waits for the end.
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
	ask '{"execute":"cont"}' || failed="QEMU does not continue Windows: $(reason)"
	read -r over _ </proc/uptime
	trap - TERM
	took=$(($(hundredths "$over") - $(hundredths "$begun")))
	frozen=$((took / 100)).$((took / 10 % 10))$((took % 10))
}

begin_copy() {
	target_of "$1" && find_drive "$3" && ask "{\"execute\":\"drive-backup\",\"arguments\":{\"device\":\"$drive\",\"job-id\":\"$(copy_id "$1")\",\"sync\":\"full\",
		\"format\":\"qcow2\",\"target\":\"$target\"}}"
}

# hundredths SECONDS, as in /proc/uptime. The 1 keeps a leading zero.
hundredths() { echo $((${1%.*} * 100 + 1${1#*.} - 100)); }

# follow_copy: waits until the copies are complete, and reports the progress.
follow_copy() {
	while ask '{"execute":"query-block-jobs"}'; do
		mine=$(printf '%s\n' "$answer" | tr '{' '\n' | grep -F "\"$copy_name") || break
		report_copied
		sleep 0.3
	done
	case $ended in
	*CANCELLED*) refuse 1 'Somebody else ended the copying in QEMU. Try again.' ;;
	*'"error"'*) refuse 1 "QEMU could not copy the disk: $(printf '%s\n' "$ended" | text_of error | head -n 1)" ;;
	esac
	[ "$(printf '%s\n' "$ended" | grep -c COMPLETED)" = "$(grep -c . disks)" ] ||
		refuse 1 'QEMU ended while it copied: somebody stopped the DevBox. Try again when it runs.'
}

report_copied() {
	length=$(printf '%s\n' "$mine" | number_of len | sum) offset=$(printf '%s\n' "$mine" | number_of offset | sum)
	[ "$length" -gt 0 ] || return 0
	report_progress "$offset" "$length"
}
sum() {
	sum=0
	while read -r each; do sum=$((sum + each)); done
	echo "$sum"
}
