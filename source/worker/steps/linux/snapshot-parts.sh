#!/bin/sh
# What the snapshot scripts have in common; they read it. Works in the job's folder.
# shellcheck disable=SC2034 # what it sets is for whoever reads this file

# shellcheck source=source/worker/steps/ownership.sh
. ./ownership.sh

inspect() { podman container inspect --format "$2" "$1" 2>/dev/null; }
id_of() { podman image inspect --format '{{.Id}}' "$1" 2>/dev/null; }
df_field() { df -Pk -- "$1" | tail -n 1 | tr -s ' ' | cut -d ' ' -f "$2"; }
free_kib() { df_field "$1" 4; }
same_filesystem() { [ "$(df_field "$1" 1,6-)" = "$(df_field "$2" 1,6-)" ]; }
mib() { echo "$((($1 + 1023) / 1024)) MiB"; }

# Nothing when it is gone.
name_of() { inspect "$1" '{{.Name}}'; }
# ID → $state, $code and $run, which names one start and one end of it; all empty when it is gone. Each question to Podman
# costs a Windows that is off as long as a small copy.
look() {
	facts=$(inspect "$1" '{{.State.Status}}|{{.State.ExitCode}}|{{.State.StartedAt}} {{.State.FinishedAt}}') || must_be_gone "$1"
	IFS='|' read -r state code run <<-EOF
		$facts
	EOF
}
# ID: when Podman tells nothing of it. Not to know is not to be gone: it may be off.
must_be_gone() {
	podman container exists "$1"
	[ $? = 1 ] || refuse 1 "Podman did not tell how the DevBox is. If it is off, start it on the worker: podman start $1"
}
gone='The DevBox is gone: somebody removed it meanwhile.'

# bring_back ID: runs again what this job has stopped, or was stopping.
bring_back() {
	if [ ! -e stop-begun ]; then return 0; fi
	look "$1"
	case $state in
	running | '') return 0 ;;
	stopping) podman stop --time 120 "$1" >/dev/null ;;
	esac
	start "$1"
}

# start ID. One that stays off is the worst that can be left, so it is said with its name and with what starts it.
start() {
	said=$(podman start "$1" 2>&1 >/dev/null)
	look "$1"
	[ -n "$state" ] || refuse 1 "$gone"
	name=$(name_of "$1")
	[ "$state" = running ] ||
		refuse 1 "The DevBox $name is OFF and does not start: ${said##*
}. Mend that on the worker, then start it there: podman start $name"
	echo 'The DevBox runs again.'
}

# Temporary files in a folder of ours: whatever ends a step, they can be found and removed.
own_temporary() { printf '%s\n' "$(temporary_root)/ingot-$(basename "$PWD")"; }
is_own() { [ -d "$1" ] && [ ! -h "$1" ] && [ -O "$1" ]; }

# make_temporary: its name can be read from what runs here, and whoever made it first, in a folder for all, would get what is
# written into it, or would lead it elsewhere.
make_temporary() {
	place=$(own_temporary)
	[ -d "${place%/*}" ] || mkdir -p "${place%/*}"
	mkdir -m 700 "$place" 2>/dev/null && return 0
	[ -e "$place" ] || [ -h "$place" ] || return 1
	is_own "$place" || refuse 1 "Somebody else has made $place, where this job's temporary files go. Try again."
}
drop_temporary() { ! is_own "$(own_temporary)" || rm -rf "$(own_temporary)"; }

podman_ended='Podman was ended by somebody while it looked at the DevBox. Try again.'

# check_source ID USER KIND [STATE]: what the form checked, right before anything is touched. → $upper_dir, where its own layer
# lies.
check_source() {
	facts=$(inspect "$1" '{{.Id}}|{{.State.Status}}|{{if index .Config.Labels "io.clustercode.cloud-worker"}}cloud{{end}}|{{.Image}}|{{index .GraphDriver.Data "UpperDir"}}') ||
		[ $? -lt 128 ] || refuse 1 "$podman_ended"
	IFS='|' read -r found state cloud image_of_source upper_dir <<-EOF
		$facts
	EOF
	[ "$found" = "$1" ] || refuse 3 'The DevBox is gone. Choose another one from the list.'
	[ "$state" = "${4:-running}" ] || case $state in
	running) refuse 3 'The DevBox runs again, so its disk is in use. Take the method stop, or shut it down and try again.' ;;
	*) refuse 3 "The DevBox is $state, not ${4:-running}. Start it and try again." ;;
	esac
	owner_of "$1"
	[ "$owner" = "$2" ] || refuse 3 'The DevBox was launched by somebody else. Only its owner can snapshot it.'
	[ "$cloud$3" = self-hosted ] ||
		refuse 3 'The DevBox is managed by a Cloud worker. Snapshot it there.'
}

# check_reference REFERENCE OVERWRITE: leaves the id of the image that has the name.
check_reference() {
	: >old-image
	if podman image exists "$1"; then
		[ "$2" = yes ] || refuse 5 "$1 exists already. Choose another name or tag, or ask to overwrite it."
		id_of "$1" >old-image || exit 1
		echo "$1 exists and will be replaced."
	fi
}

# need_room KIB PLACE
need_room() {
	there=$(free_kib "$2")
	[ "$there" -ge "$1" ] ||
		refuse 1 "There is no room: $2 has $(mib "$there") free, the snapshot needs $(mib "$1"). Remove images there and try again."
}

# id_in OUTPUT → the id in it: some releases of Podman print warnings at every call.
id_in() { printf '%s\n' "$1" | grep -xE '(sha256:)?[0-9a-f]{64}' | tail -n 1; }

# make_image CONTAINER OPTION …: commits it without a name. The exit code is not trusted: a commit that was ended by a
# signal says 0 without an image.
make_image() {
	container=$1
	shift
	# A commit begins with a small file in this folder, whatever TMPDIR says, and leaves it there where the disk is full.
	need_room 1024 /var/tmp
	rm -f image-id
	make_temporary || exit 1
	said=$(TMPDIR=$(own_temporary) podman commit --quiet "$@" "$container" 2>&1) || not_made $? "$said"
	made_id=$(id_in "$said")
	[ "$said" = "$made_id" ] || printf '%s\n' "$said"
	id_of "$made_id" >image-id ||
		refuse 1 'Podman said that it made an image, but there is none.'
}

# not_made CODE OUTPUT: why Podman made no image. Where the disk is full it tells how a pipe between two of its processes ended.
not_made() {
	printf '%s\n' "$2"
	case $2 in
	*'no space left'* | *'closed pipe'*)
		refuse 1 "Podman could not write all of the image, as on a full disk: $(mib "$(free_kib "$(temporary_root)")") are free in $(temporary_root). Make room there and try again."
		;;
	*Error:*) refuse 1 "Podman made no image: $(printf '%s\n' "$2" | sed -n 's/^Error: //p' | tail -n 1)" ;;
	esac
	[ "$1" -lt 128 ] || refuse 1 'Podman was ended by somebody while it made the image. Try again.'
	refuse 1 "Podman made no image: exit code $1."
}

# uncommit JOB: removes the image that this job made, also when the commit did not live to tell its id. One with a name
# stays: it took the place of an image that is no more.
uncommit() {
	drop_temporary
	nameless=$(podman images --quiet --no-trunc --filter dangling=true --filter "label=io.clustercode.job=$1") ||
		refuse 1 'Podman did not list the images. One without a name may be left: podman images --filter dangling=true'
	for image in $(cat image-id 2>/dev/null) $nameless; do
		[ "$(names_of "$image")" != 0 ] || podman rmi "$image" >/dev/null ||
			refuse 1 "The new image stays, without a name. When Podman can write again: podman rmi $image"
	done
	rm -f image-id
}

# IMAGE → how many names it has; nothing when there is no such image.
names_of() { podman image inspect --format '{{len .RepoTags}}' "$1" 2>/dev/null; }

# check_labels IMAGE KEY=VALUE …: all at once, and one by one to tell which is wrong.
check_labels() {
	image=$1 format='' wanted=''
	shift
	for pair; do
		format="$format{{index .Labels \"${pair%%=*}\"}}|"
		wanted="$wanted${pair#*=}|"
	done
	if [ "$(podman image inspect --format "$format" "$image")" = "$wanted" ]; then return 0; fi
	for pair; do
		found=$(podman image inspect --format "{{index .Labels \"${pair%%=*}\"}}" "$image")
		[ "$found" = "${pair#*=}" ] || refuse 1 "The label ${pair%%=*} reads «$found» and should be «${pair#*=}»."
	done
	refuse 1 'The labels of the image are not right.'
}

# finish REFERENCE KEY=VALUE …: reads every label back, and names the image last: what has a name is whole.
finish() {
	reference=$1
	shift
	image=$(cat image-id) || refuse 1 'There is no image to check.'
	check_labels "$image" "$@"
	echo "$# labels are right."
	now=$(id_of "$reference")
	[ "$now" = "$(cat old-image)" ] ||
		refuse 5 "$reference was made by somebody else meanwhile. Choose another name or tag, or ask to overwrite it."
	podman tag "$image" "$reference" || exit 1
	[ "$(id_of "$reference")" = "$image" ] || refuse 1 'Podman did not give the image its name.'
	[ -z "$now" ] || remove_replaced "$now"
	echo "$reference is ready."
}

# An image that lost its last name is rubbish, unless a container or another image still stands on it.
remove_replaced() {
	[ "$(names_of "$1")" = 0 ] || return 0
	podman rmi "$1" >/dev/null 2>&1 || echo "The replaced image $(echo "$1" | cut -c -12) stays without a name: it is in use."
}

# unfinish REFERENCE: gives the name back. When the image that had it is gone already the new one keeps it.
unfinish() {
	image=$(cat image-id 2>/dev/null) || return 0
	[ "$(id_of "$1")" = "$image" ] || return 0
	if [ ! -s old-image ]; then
		podman untag "$image" "$1"
	elif podman image exists "$(cat old-image)"; then
		podman tag "$(cat old-image)" "$1"
		[ ! -s kept-name ] || podman untag "$(cat old-image)" "$(cat kept-name)"
	else
		echo "The image that was $1 is gone already, so the new one stays."
	fi
}
