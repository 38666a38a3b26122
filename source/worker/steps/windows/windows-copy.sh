#!/bin/sh
# The steps of a Windows snapshot that copy the disks while nothing has them open. windows-disk-snapshot.sh sources this.
# shellcheck disable=SC2034,SC2154 # shares variables with windows-disk-snapshot.sh

# copy ID ACCEPT: copies the disks as soon as QEMU has closed them, and the files beside them when the container has ended.
# A write to any of them meanwhile changes its stamp, and then the copy is dropped.
copy() {
	storage=$(cat storage) work=$(own_temporary) accept=$2
	recall_machine
	alone "$1" "$storage"
	if ! each_disk disk_is_there; then
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
		[ "$tries" -lt 1800 ] || refuse 1 'QEMU has ended, but the DevBox has not. Its log says why (podman logs). Stop it, start it again, and try again.'
		sleep 0.1
	done
}

# copy_off ID ACCEPT: copies the disks of a DevBox that was off before, and stays off.
copy_off() {
	storage=$(cat storage) work=$(own_temporary) accept=$2 init=''
	look "$1"
	[ -n "$state" ] || refuse 1 "$gone"
	was=$run
	alone "$1" "$storage"
	each_disk disk_is_there || refuse 1 "The disk of Windows is gone from $storage."
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

# copy_disks: copies all disks and reports the progress.
copy_disks() {
	total=0
	each_disk write_out
	report_copying "$total" "$work" &
	teller=$!
	each_disk copy_disk "$work" || exit 1
	kill "$teller" && wait "$teller" 2>/dev/null
}

# copy_rest: the files beside the disks. The entrypoint writes one of them, which says that Windows is installed, when it ends.
copy_rest() {
	[ -e "$storage/$(cat state-prefix).boot" ] ||
		refuse 3 'Windows is not installed completely: it has not once started and shut down. Try again when it has.'
	copy_state "$storage" "$work" "$(cat disk-name)" "$(cat state-prefix)" || exit 1
	[ ! -s beside ] || [ "$(stamps_beside)" = "$(cat beside)" ] || refuse 1 "$woken"
}
stamps_beside() { each_beside "$storage" stamp_beside "$(cat disk-name)" "$(cat state-prefix)"; }
stamp_beside() { [ "$2" != machine ] || stamp "$1"; }

# first_disk → $disk, its path on the worker.
first_disk() { read -r _ _ _ disk <disks; }

# Functions for each_disk: each gets NUMBER FORMAT PATH ON-WORKER, and the folder of the copies.
disk_is_there() { [ -f "$4" ] && [ ! -L "$4" ]; }
write_out() {
	sync -- "$4" 2>/dev/null || sync
	stamp "$4" >>stamps
	total=$((total + $(du -kx -- "$4" | cut -f 1)))
}
copy_disk() (
	enter "${4%/*}"
	cp -RP --reflink=auto --sparse=always -- "./${4##*/}" "$5/$(copied_as "$1" "$2").tmp" && is_plain "$5/$(copied_as "$1" "$2").tmp"
)
name_copy() { mv -- "$5/$(copied_as "$1" "$2").tmp" "$5/$(copied_as "$1" "$2")"; }
stamp_again() { stamp "$4"; }
untouched() { [ "$(each_disk stamp_again)" = "$(cat stamps)" ] || refuse 1 "$woken"; }

# look_when_over ID: runs beside the copying, because one answer of Podman takes as long as a small copy. Leaves `over`: the
# state, the exit code and the times of the container; and `beside`.
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

# at_rest ID → $code, the exit code of the DevBox. Refuses when it was started since, or when another process has its disk.
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

# report_copying KIB FOLDER: reports the progress by the size of what cp has written, since cp reports none. Runs until it is
# killed; the runner ends it when the step fails.
report_copying() {
	while sleep 0.5; do
		written=$(du -skx -- "$2" 2>/dev/null | cut -f 1)
		[ "${written:-0}" -lt "$1" ] || written=$1
		report_progress $((${written:-0} * 1024)) $(($1 * 1024))
	done
}

# uncopy: runs before the DevBox is started, which would fail on a full disk.
uncopy() { drop_temporary; }
