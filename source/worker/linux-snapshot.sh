#!/bin/sh
# The steps of a Linux snapshot that are more than one podman command. Runs in the job's folder, which also holds what one
# step leaves for the next. Exit codes: 0 done, 1 failed, 3 the DevBox may not be snapshot, 5 the reference is taken.
# Only the last line that a failing step prints is the reason that people read.
set -u
umask 077
LC_ALL=C
export LC_ALL

refuse() {
	echo "$2" >&2
	exit "$1"
}

# shellcheck source=source/worker/ownership.sh
. ./ownership.sh

inspect() { podman container inspect --format "$2" "$1" 2>/dev/null; }
id_of() { podman image inspect --format '{{.Id}}' "$1" 2>/dev/null; }
# What lies in the layers of a rootless Podman belongs to other ids.
as_owner() { if [ "$(id -u)" = 0 ]; then "$@"; else podman unshare "$@"; fi; }
df_field() { df -Pk -- "$1" | tail -n 1 | tr -s ' ' | cut -d ' ' -f "$2"; }
free_kib() { df_field "$1" 4; }
same_filesystem() { [ "$(df_field "$1" 1,6-)" = "$(df_field "$2" 1,6-)" ]; }
mib() { echo "$((($1 + 1023) / 1024)) MiB"; }

# check ID USER REFERENCE OVERWRITE METHOD KIND: everything again that the form checked, right before anything is touched.
check() {
	id=$1 user=$2 reference=$3 overwrite=$4 method=$5 kind=$6
	[ "$(inspect "$id" '{{.Id}}')" = "$id" ] || refuse 3 'The DevBox is gone. Choose another one from the list.'
	state=$(inspect "$id" '{{.State.Status}}')
	[ "$state" = running ] || refuse 3 "The DevBox is $state, not running. Start it and try again."
	owner_of "$id"
	[ "$owner" = "$user" ] || refuse 3 'The DevBox was launched by somebody else. Only its owner can snapshot it.'
	[ "$(inspect "$id" '{{index .Config.Labels "io.clustercode.cloud-worker"}}')$kind" = self-hosted ] ||
		refuse 3 'The DevBox is managed by a Cloud worker. Snapshot it there.'
	: >old-image
	if podman image exists "$reference"; then
		[ "$overwrite" = yes ] || refuse 5 "$reference exists already. Choose another name or tag, or ask to overwrite it."
		id_of "$reference" >old-image || exit 1
		echo "$reference exists and will be replaced."
	fi
	check_room "$id" "$method"
}

# A commit has the layer twice among its temporary files before it is in the storage (measured, Podman 4.3); the twin holds
# a copy besides. A file system that shares blocks needs less than that.
check_room() {
	upper=$(inspect "$1" '{{index .GraphDriver.Data "UpperDir"}}')
	# Where the layer lies, not asked of Podman: that would wait for any commit that runs here.
	root=$upper
	[ -d "$upper" ] || root=$(podman info --format '{{.Store.GraphRoot}}') || exit 1
	layer=$(layer_kib "$upper")
	spare=32768 graph=$((layer + spare)) temporary=$((2 * layer + spare))
	[ "$2" = pause ] || graph=$((graph + layer))
	if same_filesystem "$root" "$(temporary_root)"; then
		graph=$((graph + temporary)) temporary=0
	fi
	for pair in "$graph $root" "$temporary $(temporary_root)"; do
		needed=${pair%% *} place=${pair#* }
		there=$(free_kib "$place")
		[ "$there" -ge "$needed" ] ||
			refuse 1 "There is no room: $place has $(mib "$there") free, the snapshot needs $(mib "$needed"). Remove images there and try again."
	done
	echo "The DevBox's own layer is $(mib "$layer"); there is room for it."
}

# FOLDER: what it takes on the disk, or what it would take if nothing in it were sparse: a commit writes holes out.
layer_kib() {
	taken=$(as_owner du -skx -- "$1" 2>/dev/null | cut -f 1)
	full=$(as_owner du -skx --apparent-size -- "$1" 2>/dev/null | cut -f 1)
	if [ "${full:-0}" -gt "${taken:-0}" ]; then echo "$full"; else echo "${taken:-0}"; fi
}

temporary_root() { echo "${TMPDIR:-/var/tmp}"; }
# Podman's temporary files in a folder of ours: whatever ends a commit, they can be found and removed.
own_temporary() { echo "$(temporary_root)/ingot-$(basename "$PWD")"; }

# prepare ID TWIN IMAGE: a stopped container with the same image and configuration, to take the copy. Podman's clone drops
# the user and the working directory (the commit sets them), fails for secrets in the environment, and was never promised
# to be exact: so all that an image inherits is compared. The twin has not started, so its environment may lack what a
# start adds.
prepare() {
	podman container clone "$1" "$2" "$3" >/dev/null || refuse 1 "$no_twin"
	inspect "$1" '{{index .GraphDriver.Data "UpperDir"}}' >upper
	inspect "$2" '{{index .GraphDriver.Data "UpperDir"}}' >twin-upper
	for folder in "$(cat upper)" "$(cat twin-upper)"; do
		[ -d "$folder" ] || refuse 1 "$no_twin"
	done
	same='{{.Image}} {{index .GraphDriver.Data "LowerDir"}} {{json .Config.Entrypoint}} {{json .Config.Cmd}} {{json .Config.Labels}}'
	[ "$(inspect "$1" "$same")" = "$(inspect "$2" "$same")" ] || refuse 1 "$no_twin"
	inspect "$1" '{{range .Config.Env}}{{json .}}{{println}}{{end}}' >environment
	inspect "$2" '{{range .Config.Env}}{{json .}}{{println}}{{end}}' | grep -vxFf environment && refuse 1 "$no_twin"
	return 0
}
no_twin='This DevBox cannot have an exact twin. Try again with --method pause.'

# capture ID: copies the frozen layer. Whoever wakes the DevBox meanwhile spoils the snapshot, so that is checked.
capture() {
	is_paused "$1" || refuse 1 "$resumed"
	cp -a --reflink=auto -- "$(cat upper)/." "$(cat twin-upper)/" || exit 1
	is_paused "$1" || refuse 1 "$resumed"
}

resumed='Somebody resumed the DevBox meanwhile, so the snapshot would not be consistent. Try again.'
is_paused() { [ "$(inspect "$1" '{{.State.Status}}')" = paused ]; }

# resume ID: to be sure, whatever state it is in.
resume() {
	! is_paused "$1" || podman unpause "$1" >/dev/null
}

# commit CONTAINER PAUSE OPTION …: makes an image without a name. The exit code is not trusted: a commit that was ended by
# a signal says 0 without an image. With PAUSE the DevBox is frozen already and must have stayed so.
commit() {
	container=$1 pause=$2
	shift 2
	[ "$pause" != true ] || is_paused "$container" || refuse 1 "$resumed"
	rm -f image-id
	mkdir -p "$(own_temporary)" || exit 1
	said=$(TMPDIR=$(own_temporary) podman commit --quiet --pause="$pause" "$@" "$container") || exit 1
	id_of "${said##*
}" >image-id || refuse 1 'Podman said that it made an image, but there is none.'
	rm -rf "$(own_temporary)"
	[ "$pause" != true ] || is_paused "$container" || refuse 1 "$resumed"
	echo "Image $(cut -c -12 image-id), still without a name."
}

# uncommit JOB: removes the image that this job made, also when the commit did not live to tell its id. One with a name
# stays: it took the place of an image that is no more.
uncommit() {
	rm -rf "$(own_temporary)"
	for image in $(cat image-id 2>/dev/null) \
		$(podman images --quiet --no-trunc --filter dangling=true --filter "label=io.clustercode.job=$1"); do
		[ "$(names_of "$image")" != 0 ] || podman rmi "$image" >/dev/null || exit 1
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
	else
		echo "The image that was $1 is gone already, so the new one stays."
	fi
}

verb=$1
shift
"$verb" "$@"
