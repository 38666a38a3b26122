#!/bin/sh
# Functions that all snapshots use. Works in the job's folder.
# shellcheck disable=SC2034 # read by the scripts that read this file

# shellcheck source=source/worker/steps/ownership.sh
. ./ownership.sh
# shellcheck source=source/worker/steps/linux/snapshot-image.sh
. ./snapshot-image.sh

inspect() { podman container inspect --format "$2" "$1" 2>/dev/null; }
id_of() { podman image inspect --format '{{.Id}}' "$1" 2>/dev/null; }
df_field() { df -Pk -- "$1" | tail -n 1 | tr -s ' ' | cut -d ' ' -f "$2"; }
free_kib() { df_field "$1" 4; }
same_filesystem() { [ "$(df_field "$1" 1,6-)" = "$(df_field "$2" 1,6-)" ]; }
mib() { echo "$((($1 + 1023) / 1024)) MiB"; }

# Prints nothing when it is gone.
name_of() { inspect "$1" '{{.Name}}'; }
# ID: sets $state, $code and $run, which identifies one start and end of it; all empty when it is gone. Only one call of Podman,
# which takes as long as a small copy while Windows is off.
look() {
	facts=$(inspect "$1" '{{.State.Status}}|{{.State.ExitCode}}|{{.State.StartedAt}} {{.State.FinishedAt}}') || must_be_gone "$1"
	IFS='|' read -r state code run <<-EOF
		$facts
	EOF
}
# ID: fails unless the DevBox is gone. Where Podman does not answer, it may be off.
must_be_gone() {
	podman container exists "$1"
	[ $? = 1 ] || refuse 1 "Podman did not report the state of the DevBox. If it is off, start it on the worker: podman start $1"
}
gone='The DevBox is gone: somebody removed it meanwhile.'

# bring_back ID: starts the DevBox again that this job stopped, or was stopping.
bring_back() {
	if [ ! -e stop-begun ]; then return 0; fi
	look "$1"
	case $state in
	running | '') return 0 ;;
	stopping) podman stop --time 120 "$1" >/dev/null ;;
	esac
	start "$1"
}

# start ID. If the DevBox stays off, the reason has its name and the command that starts it.
start() {
	said=$(podman start "$1" 2>&1 >/dev/null)
	look "$1"
	[ -n "$state" ] || refuse 1 "$gone"
	name=$(name_of "$1")
	[ "$state" = running ] ||
		refuse 1 "The DevBox $name is OFF and does not start: ${said##*
}. Fix that on the worker, then start it there: podman start $name"
	echo 'The DevBox is running again.'
}

# Temporary files are in a folder of this job, so that they can be removed however a step ends.
own_temporary() { printf '%s\n' "$(temporary_root)/ingot-$(basename "$PWD")"; }
is_own() { [ -d "$1" ] && [ ! -h "$1" ] && [ -O "$1" ]; }

# make_temporary: creates it. The name can be seen in the list of processes; in a folder for everybody, another user could create
# it first and read or redirect what is written.
make_temporary() {
	place=$(own_temporary)
	[ -d "${place%/*}" ] || mkdir -p "${place%/*}"
	mkdir -m 700 "$place" 2>/dev/null && return 0
	[ -e "$place" ] || [ -h "$place" ] || return 1
	is_own "$place" || refuse 1 "$place, the folder for this job's temporary files, belongs to another user. Try again."
}
drop_temporary() { ! is_own "$(own_temporary)" || rm -rf "$(own_temporary)"; }

podman_ended='Podman was killed while it inspected the DevBox. Try again.'

# check_source ID USER KIND [STATE]: checks again what the form checked, before anything is changed. Sets $upper_dir, the folder of
# its own layer.
check_source() {
	facts=$(inspect "$1" '{{.Id}}|{{.State.Status}}|{{if index .Config.Labels "io.clustercode.cloud-worker"}}cloud{{end}}|{{.Image}}|{{index .GraphDriver.Data "UpperDir"}}') ||
		! was_killed $? || refuse 1 "$podman_ended"
	IFS='|' read -r found state cloud image_of_source upper_dir <<-EOF
		$facts
	EOF
	[ "$found" = "$1" ] || refuse 3 'The DevBox is gone. Choose another one from the list.'
	[ "$state" = "${4:-running}" ] || case $state in
	running) refuse 3 'The DevBox is running again, so its disk is in use. Use the method stop, or shut it down and try again.' ;;
	*) refuse 3 "The DevBox is $state, not ${4:-running}. Start it and try again." ;;
	esac
	owner_of "$1"
	[ "$owner" = "$2" ] || refuse 3 'The DevBox belongs to another user. Only its owner can snapshot it.'
	[ "$cloud$3" = self-hosted ] ||
		refuse 3 'The DevBox is managed by a Cloud worker. Snapshot it there.'
}

# need_room KIB PLACE
need_room() {
	there=$(free_kib "$2")
	[ "$there" -ge "$1" ] ||
		refuse 1 "Not enough disk space: $2 has $(mib "$there") free, the snapshot needs $(mib "$1"). Remove images there and try again."
}
