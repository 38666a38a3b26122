#!/bin/sh
# The check before a Linux snapshot: everything that the form checked, again; linux-snapshot.sh reads this file. Works in the
# job's folder.
# shellcheck disable=SC2154 # linux-snapshot.sh and what it reads set the rest

# check ID USER REFERENCE OVERWRITE METHOD KIND DEEP MERGED: checks everything before anything is changed. DEEP is the image of the
# DevBox where one more layer may be too many, MERGED where all layers become one.
check() {
	id=$1 user=$2 reference=$3 overwrite=$4 method=$5 kind=$6 deep=$7 merged=$8
	check_source "$id" "$user" "$kind"
	check_reference "$reference" "$overwrite"
	[ "$method" != restart ] || check_restart "$id"
	printf '%s\n' "$upper_dir" >upper
	check_paths
	check_room "$method" "$merged"
	[ -z "$deep" ] || check_depth "$deep"
}

# Podman silently omits such a path from the image.
check_paths() {
	is_folder "$(cat upper)" || return 0
	path=$(layer_list long "$(cat upper)")
	[ -z "$path" ] || refuse 1 "A path in the DevBox is longer than the 4096 bytes that an image can hold: ${path#"$(cat upper)"} …
It would be missing in the image: remove or shorten it and try again. It begins with $(printf %.80s "${path#"$(cat upper)"}")."
}

# A commit writes the layer twice to temporary files before it is in the storage (measured with Podman 4.3), and the staging
# container holds another copy. A file system that shares blocks needs less. Where layers become one, the base image is written,
# too, and without a staging container the first image is still there.
check_room() {
	upper=$(cat upper)
	# Taken from the layer's folder: Podman would wait for any commit that runs here.
	root=$upper
	[ -d "$upper" ] || root=$(podman info --format '{{.Store.GraphRoot}}') || exit 1
	layer=$(layer_kib "$upper")
	spare=32768 graph=$((layer + spare)) temporary=$((2 * layer + spare))
	if [ -n "$2" ]; then
		bytes=$(podman image inspect --format '{{.Size}}' "$2") || refuse 1 'Podman did not report the size of the base image. Try again.'
		graph=$((graph + bytes / 1024)) temporary=$((temporary + 2 * bytes / 1024))
	fi
	[ "$1-$2" = pause- ] || [ "$1-$2" = restart- ] || graph=$((graph + layer))
	if same_filesystem "$root" "$(temporary_root)"; then
		graph=$((graph + temporary)) temporary=0
	fi
	for pair in "$graph $root" "$temporary $(temporary_root)"; do
		needed=${pair%% *} place=${pair#* }
		need_room "$needed" "$place"
	done
	echo "The DevBox's own layer is $(mib "$layer"); the disk has space for it."
}

# FOLDER: prints its size on the disk, or its size with sparse files expanded, as a commit writes them.
layer_kib() {
	taken=$(as_owner du -skx -- "$1" 2>/dev/null | cut -f 1)
	full=$(as_owner du -skx --apparent-size -- "$1" 2>/dev/null | cut -f 1)
	if [ "${full:-0}" -gt "${taken:-0}" ]; then echo "$full"; else echo "${taken:-0}"; fi
}

# check_depth IMAGE: how many layers can be mounted differs between releases of Podman (128 in 4.3), so one more empty layer is
# tried.
check_depth() {
	base=$1
	depth=$(podman image inspect --format '{{len .RootFS.Layers}}' "$base") || exit 1
	trial=ingot-trial-$job
	make_temporary || exit 1
	: >commit-begun
	if podman create --name "$trial" --pull never --network none --image-volume ignore "$base" sh >/dev/null &&
		image=$(TMPDIR=$(own_temporary) podman commit --quiet --pause=false --change "LABEL io.clustercode.job=$job" "$trial") && podman rm "$trial" >/dev/null; then
		podman create --name "$trial" --pull never --network none --image-volume ignore "$image" sh >/dev/null &&
			said=$(podman container mount "$trial" 2>&1)
		fits=$?
		remove_trial "$job"
		[ "$fits" = 0 ] || refuse 1 "The image would have $((depth + 1)) layers, which Podman there cannot mount: ${said##*
}. Try again with --flatten, which makes one layer of them."
	fi
}
