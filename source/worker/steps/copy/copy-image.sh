#!/bin/sh
# The steps of a copy from another worker. Runs in the job's folder. Exit codes: 0 done, 1 failed, 5 the reference is taken. Only the
# last line that a failing step prints is the reason that people read.

# shellcheck source=source/worker/steps/step-prelude.sh
. ./step-prelude.sh
# shellcheck source=source/worker/runner/job-process.sh
. ./job-process.sh
# shellcheck source=source/worker/steps/linux/snapshot-parts.sh
. ./snapshot-parts.sh
# shellcheck source=source/worker/steps/build/await-context.sh
. ./await-context.sh
# shellcheck source=source/worker/steps/copy/await-layers.sh
. ./await-layers.sh
# shellcheck source=source/worker/steps/copy/drop-layers.sh
. ./drop-layers.sh

job=${PWD##*/}

# IMAGE: removes the names that Podman has given it after the folder that it was read from.
untag_folder() {
	named=$(podman image inspect --format '{{range .RepoTags}}{{println .}}{{end}}' "$1" 2>/dev/null) || must_answer $?
	printf '%s\n' "$named" | grep -F "/ingot-$job:" |
		while read -r name; do podman untag "$1" "$name" || exit 1; done
}

# check ID REFERENCE OVERWRITE BYTES: checks everything before a byte is sent.
check() {
	check_reference "$2" "$3"
	[ "$(cat old-image)" != "$1" ] || : >old-image
	if is_there "$1"; then echo "$1" >had-image; fi
	command -v tar >/dev/null 2>&1 ||
		refuse 1 'The program tar is missing on the worker, so it cannot receive the layers. Install it there and try again.'
	storage=$(podman info --format '{{.Store.GraphRoot}}') || refuse 1 'Podman did not say where its storage is. Try again.'
	place=$(temporary_root) once=$((($4 + 1023) / 1024))
	# As they arrive, as Podman reads them, and in the storage.
	if same_filesystem "$place" "$storage"; then
		room $((3 * once + 32768)) "$place"
	else
		room $((2 * once + 32768)) "$place"
		room $((once + 32768)) "$storage"
	fi
	echo "The disk has space for $(mib "$once") of layers."
}

# room KIB PLACE
room() {
	free=$(free_kib "$2")
	[ "$free" -ge "$1" ] ||
		refuse 1 "Not enough disk space: $2 has $(mib "$free") free, the copy needs $(mib "$1"). Remove images there and try again."
}

# import ID BYTES: gives the layers to Podman, which checks the digest of each, as well as that of the image.
import() {
	if [ -s had-image ] && is_there "$1"; then
		drop_context
		rm -f config.json manifest.json
		echo 'The image is already here under another name.'
		return 0
	fi
	place=$(own_temporary)
	is_own "$place" || refuse 1 'What has arrived is gone. Try again.'
	make_layout "$place" || refuse 1 "The image could not be put together in $place. Check that its disk is not full, and try again."
	TMPDIR=$place/temporary podman pull --quiet "oci:$place" >pull-said 2>&1 &
	pulling=$!
	report_written "$pulling" wchar 2 "$2" &
	telling=$!
	wait "$pulling"
	code=$?
	{ kill "$telling" && wait "$telling"; } 2>/dev/null
	[ "$code" = 0 ] || not_imported "$code"
	is_there "$1" || refuse 1 'Podman made another image of what has arrived. Try again.'
	untag_folder "$1" || exit 1
	drop_context
	rm -f config.json manifest.json
	echo "Podman has checked the digest of every layer; the image is $(echo "$1" | cut -c -12), as on the other worker."
}

# CODE: fails with Podman's reason.
not_imported() {
	why=$(sed -n 's/^Error: //p' pull-said | tail -n 1)
	case $why in
	*'no space left'* | *'disk quota'* | *'closed pipe'*)
		disk_full
		;;
	*igest*) refuse 1 "A layer was damaged on its way, or on the disk: $why. Try again." ;;
	*'no such file'*) refuse 1 'A layer that Podman had was removed meanwhile. Try again.' ;;
	?*) refuse 1 "Podman could not import the image: $why" ;;
	esac
	! was_killed "$1" || refuse 1 'Podman was killed while it imported the image. Try again.'
	refuse 1 "Podman could not import the image: exit code $1, and it gave no reason. Try again."
}

# unimport ID: removes the image, unless it was here before or has got a name meanwhile.
unimport() {
	drop_context
	podman image exists "$1"
	case $? in
	0) ;;
	1)
		drop_layers || refuse 1 'Layers of the image stay in the storage of Podman. A later copy of it uses them.'
		rm -f config.json manifest.json
		return 0
		;;
	*) refuse 1 'Podman did not say whether the image is here. Try again.' ;;
	esac
	rm -f config.json manifest.json
	untag_folder "$1"
	[ ! -s had-image ] || return 0
	! is_nameless "$1" || podman rmi "$1" >/dev/null ||
		refuse 1 "The new image stays, without a name. When Podman can write again: podman rmi $1"
	forget_if_gone "$1"
}

# finish_copy ID REFERENCE WORKER: names the image last: one with a name is complete.
finish_copy() {
	is_there "$1" || refuse 1 'The image is gone: somebody removed it meanwhile. Try again.'
	find_holder "$2"
	[ "$now" = "$1" ] || [ "$now" = "$(cat old-image)" ] ||
		refuse 5 "$2 was created by another job meanwhile. Choose another name or tag, or overwrite it."
	echo "$1" >image-id
	if ! place_sbom "$1" || ! place_origin "$1" "$3"; then
		refuse 1 "The list of packages could not be stored in $sboms. Free disk space there and try again."
	fi
	podman tag "$1" "$2" || exit 1
	[ "$(id_of "$2")" = "$1" ] || refuse 1 'Podman did not give the image its name.'
	[ -z "$now" ] || [ "$now" = "$1" ] || { remove_replaced "$now"; forget_if_gone "$now"; }
	return 0
}

# IMAGE WORKER: records where it came from. The first origin stays: the image itself is the same.
place_origin() {
	[ ! -s had-image ] || return 0
	mkdir -p "$sboms/$1" && machine_name >"$sboms/$1/machine" && printf '%s\n' "$2" >"$sboms/$1/origin"
}

verb=$1
shift
"$verb" "$@"
