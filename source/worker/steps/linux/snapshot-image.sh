#!/bin/sh
# Making an image, without a name until it is complete; snapshot-parts.sh reads this file. Works in the job's folder.
# shellcheck disable=SC2154 # snapshot-parts.sh and what it reads set the rest

# shellcheck source=source/worker/images/sbom-files.sh
. ./sbom-files.sh
# shellcheck source=source/worker/steps/half-image.sh
. ./half-image.sh
sboms=${PWD%/jobs/*}/images

# check_reference REFERENCE OVERWRITE: records the id of the image that has the name.
check_reference() {
	: >old-image
	is_there "$1" || return 0
	[ "$2" = yes ] || refuse 5 "$1 exists already. Choose another name or tag, or overwrite it."
	id_of "$1" >old-image || refuse 1 "Podman did not say which image $1 is. Try again."
	echo "$1 exists and will be replaced."
}

# is_there IMAGE: an answer that did not come is none.
is_there() { podman_has image "$1"; }

# find_holder REFERENCE: sets $now, the id of the image that has the name; empty where none has. As above.
find_holder() { now=$(id_of "$1") || ! was_killed $? || refuse 1 "Podman did not say which image $1 is. Try again."; }

# shellcheck source=source/worker/steps/linux/commit-progress.sh
. ./commit-progress.sh

# make_image CONTAINER OPTION …: commits it without a name. The exit code is not trusted: a commit that a signal ended can exit
# with 0 and no image. With $to_archive, the bytes of the layer as an archive, it reports its progress: Podman writes an archive,
# a copy of it, and hands that to the storage.
make_image() {
	container=$1
	shift
	# A commit starts with a small file in this folder, whatever TMPDIR is, and leaves it there on a full disk.
	need_room 1024 /var/tmp
	rm -f image-id
	make_temporary || exit 1
	: >commit-begun
	TMPDIR=$(own_temporary) podman commit --quiet "$@" "$container" >commit-said 2>&1 &
	committing=$!
	telling=
	if [ -n "${to_archive:-}" ]; then
		report_written "$committing" wchar 3 "$to_archive" &
		telling=$!
	fi
	wait "$committing"
	code=$?
	[ -z "$telling" ] || { kill "$telling" && wait "$telling"; } 2>/dev/null
	said=$(cat commit-said)
	rm -f commit-said
	[ "$code" = 0 ] || not_made "$code" "$said"
	made_id=$(id_in "$said")
	[ "$said" = "$made_id" ] || printf '%s\n' "$said"
	id_of "$made_id" >image-id || no_image $?
}

# no_image CODE: fails where the image that Podman has reported could not be inspected.
no_image() {
	must_answer "$1"
	refuse 1 'Podman reported an image that does not exist.'
}

# not_made CODE OUTPUT: fails with Podman's reason. On a full disk, Podman reports a closed pipe between two of its processes.
not_made() {
	printf '%s\n' "$2"
	case $2 in
	*'no space left'* | *'closed pipe'*)
		refuse 1 "Podman could not write all of the image, as on a full disk: $(mib "$(free_kib "$(temporary_root)")") are free in $(temporary_root). Free disk space there and try again."
		;;
	*Error:*) refuse 1 "Podman could not create the image: $(printf '%s\n' "$2" | sed -n 's/^Error: //p' | tail -n 1)" ;;
	esac
	! was_killed "$1" || refuse 1 'Podman was killed while it created the image. Try again.'
	refuse 1 "Podman could not create the image: exit code $1."
}

# uncommit JOB: removes the image that this job made, also when the commit died before it printed the id. An image with a name
# stays: it has replaced one that no longer exists.
uncommit() {
	drop_temporary
	[ ! -e edit-later ] || unrewrite "$1"
	nameless=$(nameless_of "$1" commit-begun) ||
		refuse 1 'Podman did not list the images. One without a name may need cleanup: podman images --filter dangling=true. If that goes on, ingot doctor says what to do.'
	for image in $(cat image-id 2>/dev/null) $nameless; do
		! is_nameless "$image" || podman rmi "$image" >/dev/null ||
			refuse 1 "The new image stays, without a name. When Podman can write again: podman rmi $image"
		forget_if_gone "$image"
	done
	rm -f image-id commit-begun
}

# IMAGE: prints how many names it has; nothing where it does not exist.
names_of() { podman image inspect --format '{{len .RepoTags}}' "$1" 2>/dev/null; }

# is_nameless IMAGE: whether it exists and has no name. No answer ends the step: the image may be one to remove.
is_nameless() {
	names=$(names_of "$1") || ! was_killed $? || refuse 1 "Podman did not say which names the image has: podman image inspect $1"
	[ "$names" = 0 ]
}

# check_labels IMAGE KEY=VALUE …: all at once, then one by one to find the wrong one.
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
		[ "$found" = "${pair#*=}" ] || refuse 1 "The label ${pair%%=*} is «$found» and should be «${pair#*=}»."
	done
	refuse 1 'The labels of the image are wrong.'
}

# finish REFERENCE KEY=VALUE …: checks every label, and names the image last: an image with a name is complete.
finish() {
	reference=$1
	shift
	image=$(cat image-id) || refuse 1 'There is no image to check.'
	for pair; do
		shift
		case $pair in io.clustercode.sbom=) pair=$pair$(cat sbom-digest 2>/dev/null) ;; esac
		set -- "$@" "$pair"
	done
	check_labels "$image" "$@"
	echo "$# labels are correct."
	find_holder "$reference"
	[ "$now" = "$(cat old-image)" ] ||
		refuse 5 "$reference was created by another job meanwhile. Choose another name or tag, or overwrite it."
	place_sbom "$image" || refuse 1 "The list of packages could not be stored in $sboms. Free disk space there and try again."
	podman tag "$image" "$reference" || exit 1
	[ "$(id_of "$reference")" = "$image" ] || refuse 1 'Podman did not give the image its name.'
	[ -z "$now" ] || { remove_replaced "$now"; forget_if_gone "$now"; }
	return 0
}

# may_be_named IMAGE: whether a replaced image has another name, or is gone. No answer is no failure: the new image has its name by now.
may_be_named() {
	names=$(names_of "$1") || ! was_killed $? ||
		echo "Podman did not say whether the replaced image $(echo "$1" | cut -c -12) has another name, so it stays."
	[ "$names" != 0 ]
}

# Removes an image that lost its last name, unless a container or another image still uses it.
remove_replaced() {
	! may_be_named "$1" || return 0
	podman rmi "$1" >/dev/null 2>&1 || echo "The replaced image $(echo "$1" | cut -c -12) stays without a name: it is in use."
}

# unfinish REFERENCE: gives the name back. If the image that had it no longer exists, the new one keeps it.
unfinish() {
	image=$(cat image-id 2>/dev/null) || return 0
	find_holder "$1"
	[ "$now" = "$image" ] || return 0
	if [ ! -s old-image ]; then
		podman untag "$image" "$1" || refuse 1 "The new image keeps the name $1. When Podman can write again: podman rmi $image"
	elif is_there "$(cat old-image)"; then
		podman tag "$(cat old-image)" "$1"
		[ ! -s kept-name ] || podman untag "$(cat old-image)" "$(cat kept-name)"
	else
		echo "The image that had the name $1 is already gone, so the new one keeps it."
	fi
}
