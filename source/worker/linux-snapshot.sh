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

inspect() { podman container inspect --format "$2" "$1" 2>/dev/null; }
df_field() { df -Pk -- "$1" | tail -n 1 | tr -s ' ' | cut -d ' ' -f "$2"; }
free_kib() { df_field "$1" 4; }
same_filesystem() { [ "$(df_field "$1" 1,6-)" = "$(df_field "$2" 1,6-)" ]; }
mib() { echo "$((($1 + 1023) / 1024)) MiB"; }

# check ID USER REFERENCE OVERWRITE METHOD: everything again that the form checked, right before anything is touched.
check() {
	id=$1 user=$2 reference=$3 overwrite=$4 method=$5
	state=$(inspect "$id" '{{.State.Status}}') || refuse 3 'The DevBox is gone. Choose another one from the list.'
	[ "$state" = running ] || refuse 3 "The DevBox is $state, not running. Start it and try again."
	by=$(inspect "$id" '{{index .Config.Labels "io.clustercode.launched-by"}}')
	[ "$by" = "$user" ] || refuse 3 'The DevBox was launched by somebody else. Only its owner can snapshot it.'
	[ -z "$(inspect "$id" '{{index .Config.Labels "io.clustercode.cloud-worker"}}')" ] ||
		refuse 3 'The DevBox is managed by a Cloud worker. Snapshot it there.'
	rm -f old-image
	if podman image exists "$reference"; then
		[ "$overwrite" = yes ] || refuse 5 "$reference exists already. Choose another name or tag, or ask to overwrite it."
		podman image inspect --format '{{.Id}}' "$reference" >old-image || exit 1
		echo "$reference exists and will be replaced."
	fi
	check_room "$id" "$method"
}

# A commit writes the layer once into a temporary file and once into the storage; the twin holds a copy besides.
check_room() {
	upper=$(inspect "$1" '{{index .GraphDriver.Data "UpperDir"}}')
	if [ -d "$upper" ]; then
		# Not asked of Podman: that would wait for any commit that runs here.
		root=$upper layer=$(du -skx -- "$upper" | cut -f 1)
	else
		root=$(podman info --format '{{.Store.GraphRoot}}') || exit 1
		layer=0
	fi
	spare=32768 graph=$((layer + spare)) temporary=$((layer + spare))
	[ "$2" = pause ] || graph=$((graph + layer))
	if same_filesystem "$root" "$(temporary_root)"; then
		graph=$((graph + layer)) temporary=0
	fi
	for pair in "$graph $root" "$temporary $(temporary_root)"; do
		needed=${pair%% *} place=${pair#* }
		there=$(free_kib "$place")
		[ "$there" -ge "$needed" ] ||
			refuse 1 "There is no room: $place has $(mib "$there") free, the snapshot needs $(mib "$needed"). Remove images there and try again."
	done
	echo "The DevBox's own layer is $(mib "$layer"); there is room for it."
}

temporary_root() { echo "${TMPDIR:-/var/tmp}"; }
# Podman's temporary files in a folder of ours: whatever ends a commit, they can be found and removed.
own_temporary() { echo "$(temporary_root)/ingot-$(basename "$PWD")"; }

# prepare ID TWIN IMAGE: a stopped container with the same image and configuration, to take the copy.
prepare() {
	podman container clone "$1" "$2" "$3" >/dev/null || exit 1
	for key in LowerDir UpperDir; do
		[ -n "$(inspect "$2" "{{index .GraphDriver.Data \"$key\"}}")" ] ||
			refuse 1 'The storage has no layers that can be copied. Try again with --method pause.'
	done
	[ "$(inspect "$1" '{{index .GraphDriver.Data "LowerDir"}}')" = "$(inspect "$2" '{{index .GraphDriver.Data "LowerDir"}}')" ] ||
		refuse 1 'The twin does not stand on the same layers as the DevBox. Try again with --method pause.'
	inspect "$1" '{{index .GraphDriver.Data "UpperDir"}}' >upper
	inspect "$2" '{{index .GraphDriver.Data "UpperDir"}}' >twin-upper
}

# capture ID: copies the frozen layer. Whoever wakes the DevBox meanwhile spoils the snapshot, so that is checked.
capture() {
	is_paused "$1" || refuse 1 'Somebody resumed the DevBox; the snapshot would not be consistent. Try again.'
	cp -a --reflink=auto -- "$(cat upper)/." "$(cat twin-upper)/" || exit 1
	is_paused "$1" || refuse 1 'Somebody resumed the DevBox during the copy; the snapshot would not be consistent. Try again.'
}

is_paused() { [ "$(inspect "$1" '{{.State.Status}}')" = paused ]; }

# resume ID: to be sure, whatever state it is in.
resume() {
	! is_paused "$1" || podman unpause "$1" >/dev/null
}

# commit CONTAINER PAUSE OPTION …: makes an image without a name. The exit code is not trusted: a commit that was ended by
# a signal says 0 without an image.
commit() {
	container=$1 pause=$2
	shift 2
	TMPDIR=$(own_temporary)
	export TMPDIR
	mkdir -p "$TMPDIR"
	rm -f image-id
	image=$(podman commit --quiet --pause="$pause" "$@" "$container") || exit 1
	image=$(podman image inspect --format '{{.Id}}' "${image##*
}") || refuse 1 'Podman said that it made an image, but there is none.'
	echo "$image" >image-id
	rm -rf "$TMPDIR"
	echo "Image $image"
}

# uncommit JOB: removes the image that this job made, also when the commit did not live to tell its id.
uncommit() {
	rm -rf "$(own_temporary)"
	for image in $(cat image-id 2>/dev/null) \
		$(podman images --quiet --no-trunc --filter dangling=true --filter "label=io.clustercode.job=$1"); do
		! podman image exists "$image" || podman rmi "$image" >/dev/null || exit 1
	done
	rm -f image-id
}

# finish REFERENCE KEY=VALUE …: reads every label back, and names the image last: what has a name is whole.
finish() {
	reference=$1
	shift
	image=$(cat image-id) || refuse 1 'There is no image to check.'
	wanted='' format=''
	for pair; do
		wanted="$wanted${pair%%=*}=«${pair#*=}» "
		format="$format${pair%%=*}=«{{index .Labels \"${pair%%=*}\"}}» "
	done
	found=$(podman image inspect --format "$format" "$image") || exit 1
	[ "$found" = "$wanted" ] || refuse 1 "The labels read $found and should be $wanted"
	echo "$# labels are right."
	now=$(podman image inspect --format '{{.Id}}' "$reference" 2>/dev/null)
	[ "$now" = "$(cat old-image 2>/dev/null)" ] ||
		refuse 5 "$reference was made by somebody else meanwhile. Choose another name or tag, or ask to overwrite it."
	podman tag "$image" "$reference" || exit 1
	[ -z "$now" ] || remove_replaced "$now"
	echo "$reference is ready."
}

# An image that lost its last name is rubbish, unless a container still stands on it.
remove_replaced() {
	[ "$(podman image inspect --format '{{len .RepoTags}}' "$1" 2>/dev/null)" = 0 ] || return 0
	podman rmi "$1" >/dev/null 2>&1 || echo "The replaced image ${1%"${1#????????????}"} stays: a container uses it."
}

# unfinish REFERENCE: gives the name back.
unfinish() {
	image=$(cat image-id 2>/dev/null) || return 0
	[ "$(podman image inspect --format '{{.Id}}' "$1" 2>/dev/null)" = "$image" ] || return 0
	if [ -s old-image ] && podman image exists "$(cat old-image)"; then
		podman tag "$(cat old-image)" "$1"
	else
		podman untag "$image" "$1"
	fi
}

verb=$1
shift
"$verb" "$@"
