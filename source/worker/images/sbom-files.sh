#!/bin/sh
# The documents that say which packages an image has: $sboms/IMAGE/sbom.json, written once, gone with the image. Beside it is the
# name of the machine, because homes can be shared. The caller sets $sboms, the folder `images` beside `jobs`.
# shellcheck disable=SC2154

machine_name() {
	read -r host </proc/sys/kernel/hostname
	read -r machine_id 2>/dev/null </etc/machine-id || machine_id=
	printf '%s\n' "$host:$machine_id"
}

is_image_id() { case $1 in *[!0-9a-f]*) return 1 ;; esac && [ ${#1} = 64 ]; }

# place_sbom IMAGE: moves the document of this job beside the image, which has its digest in a label.
place_sbom() {
	[ -s sbom-digest ] || return 0
	is_image_id "$1" && mkdir -p "$sboms/$1" && machine_name >"$sboms/$1/machine" && mv -f sbom.json "$sboms/$1/sbom.json"
}

forget_sbom() { ! is_image_id "$1" || rm -rf -- "${sboms:?}/$1"; }

# forget_if_gone IMAGE: an answer that did not come is none.
forget_if_gone() {
	podman image exists "$1" 2>/dev/null
	[ $? != 1 ] || forget_sbom "${1#sha256:}"
}

# Forgets images that were removed without Ingot.
sweep_sboms() {
	[ -d "$sboms" ] || return 0
	there=$(podman images --all --no-trunc --quiet) || return 0
	for each in "$sboms"/*; do
		case $there in *"${each##*/}"*) continue ;; esac
		[ "$(cat "$each/machine" 2>/dev/null)" != "$(machine_name)" ] || forget_if_gone "${each##*/}"
	done
}
