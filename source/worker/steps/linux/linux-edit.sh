#!/bin/sh
# What an image holds other than its DevBox: the edits of a plan (its file `edits`); linux-snapshot.sh reads this file. Works in the
# job's folder. The DevBox is never edited: with a staging container its copy is, before the commit; without one a second container
# of the first image is, after the commit.
# shellcheck disable=SC2154 # linux-snapshot.sh and what it reads set the rest

has_edits() { [ -s "$job_folder/edits" ]; }
edit_layer() { ! has_edits || as_owner sh "$job_folder/edit-layer.sh" "$@" <"$job_folder/edits"; }

# edit ID UIDS GIDS IDENTITY: edits the copy, once it is known to equal the DevBox. UIDS and GIDS are its mapped ids, if any; IDENTITY
# is for `rewrite`. What `verify` compares with the image is recorded anew.
edit() {
	if ! has_staging; then
		# The base image, and what is left to do.
		{ inspect "$1" '{{.Image}}' && printf '%s\n' "$4"; } >edit-later || refuse 1 "$podman_ended"
		echo 'There is no copy, so the image is edited after its commit.'
		return 0
	fi
	layer=$(cat staging-upper)
	(in_records && check_copy "$layer") || exit 1
	! is_searched || recheck "$layer" || exit 1
	# Before anything gets owners of its own.
	[ -z "$2" ] || unmap "$2" "$3"
	edit_layer own "$layer" || exit 1
	if grep -q '^erase ' edits; then
		tree=$(mount_of "ingot-staging-$job") || exit 1
		edit_layer erase "$tree" || exit 1
		as_owner podman umount "ingot-staging-$job" >/dev/null || refuse 1 'The staging container could not be unmounted.'
	fi
	(in_records && rm -f captured-attributes && record captured "$layer") || exit 1
	: >edited
	say_edits
}

# CONTAINER: mounts it and prints where.
mount_of() { as_owner podman mount "$1" || refuse 1 "Podman could not mount the container $1."; }

# clear_identity TREE IDS [--any], with commas between the ids; see clear-identity.sh.
clear_identity() {
	# shellcheck disable=SC2046 # one word each
	[ -z "$2" ] || as_owner sh "$job_folder/clear-identity.sh" "$1" ${3:+"$3"} $(printf %s "$2" | tr , ' ') <"$job_folder/identity"
}

# clear_copy IDS VERB …: clears the identity in the copy, if any is there, once it is known to equal the DevBox; the verb runs during
# that comparison. A mount gives the root folder to root for a moment, so another owner's is compared before. The commit records
# what `verify` compares with the image.
clear_copy() {
	ids=$1 checking=''
	shift
	if ! has_staging || [ -z "$ids" ] || ! clear_identity "$(cat staging-upper)" "$ids" --any; then
		"$@"
		return
	fi
	layer=$(cat staging-upper)
	if [ ! -e edited ]; then
		(in_records && check_copy "$layer") >copy-checked 2>&1 &
		checking=$!
		[ "$(as_owner stat -c %u:%g "$layer")" = 0:0 ] || copied_well
	fi
	"$@"
	[ -z "$checking" ] || copied_well
	clear_identity "$layer" "$ids" || refuse 1 'The identity could not be cleared in the copy.'
	: >cleared
}

say_edits() {
	has_edits || return 0
	say_edit 'Left out of the image' '^(remove|erase) '
	say_edit 'Emptied in the image' '^empty '
	say_edit 'Blanked in the image' '^blank '
	! grep -q '^erase ' edits || echo 'The base image has some of it, too, so all layers are one:'
	# Paths are escaped, so each is one line.
	sed -n 's/^erase /  /p' edits | head -n 20
}

# say_edit WORDS PATTERN: says how many edits match, if any.
say_edit() {
	count=$(grep -cE "$2" edits)
	case $count in
	0) ;;
	1) echo "$1: 1 path." ;;
	*) echo "$1: $count paths." ;;
	esac
}

# rewrite ID BASE EXTENT IDENTITY OPTION …: edits the image that was committed from the DevBox itself: a second container of it is
# edited and committed with the same options. After edits all layers become one, so that nothing lies below them.
rewrite() {
	base=$2 extent=$3 identity=$4
	shift 4
	image=$(cat image-id) || refuse 1 'There is no image to edit.'
	(in_records && check_tree "$extent") || exit 1
	second=ingot-edit-$job
	hold "$second" "$image"
	tree=$(mount_of "$second") || exit 1
	if has_edits; then
		hold "ingot-base-$job" "$base"
		below=$(mount_of "ingot-base-$job") || exit 1
		edit_layer merged "$tree" "$below" || exit 1
		set -- --squash "$@"
	fi
	clear_identity "$tree" "$identity" || refuse 1 'The identity could not be cleared in the image.'
	list_later "$tree"
	rewritten=$tree
	has_edits || rewritten=$(inspect "$second" '{{index .GraphDriver.Data "UpperDir"}}')
	record_again "$rewritten"
	as_owner podman umount "$second" >/dev/null || refuse 1 'The second container could not be unmounted.'
	commit_with "$second" "$@"
	unrewrite "$job"
	podman rmi "$image" >/dev/null || refuse 1 'The image before it was edited could not be removed.'
	! has_edits || : >rewritten
	say_edits
}

# hold NAME IMAGE: creates a container that never runs, to mount the image.
hold() {
	podman create --name "$1" --pull never --network none --image-volume ignore --http-proxy=false "$2" sh >/dev/null ||
		refuse 1 'Podman could not create a container of the image to edit it.'
}

# record_again FOLDER: what the image must be the same as, where the storage driver keeps layers in folders.
record_again() (
	in_records
	[ -e captured ] || exit 0
	rm -f captured captured-attributes
	is_folder "$1" || exit 0
	if has_edits; then record captured "$1" merged; else record captured "$1"; fi
	[ ! -e captured-hashes ] || layer_list hashes "$1" >captured-hashes
) || exit 1

# unrewrite JOB: undoes rewrite, and whatever else mounted an image. `uncommit` removes the images.
unrewrite() { podman rm --force --time 0 --ignore "ingot-edit-$1" "ingot-base-$1" >/dev/null; }

# rewrite_later OPTION …: for a job that planned a staging container and got none.
rewrite_later() {
	{ read -r base && read -r identity; } <edit-later
	rewrite "$id" "$base" missing "$identity" "$@"
	layers=$(podman image inspect --format '{{len .RootFS.Layers}}' "$(cat image-id)") || exit 1
	sed "s/^number of layers: .*/number of layers: $layers/" configuration >configuration.new && mv configuration.new configuration
}

# check_edits BASE: reads every layer of the image back.
check_edits() {
	has_edits || return 0
	upper=$(image_layer "$image") below='' tree=$upper
	lower=$(podman image inspect --format '{{index .GraphDriver.Data "LowerDir"}}' "$image") || exit 1
	one=$(podman image inspect --format '{{len .RootFS.Layers}}' "$image") || exit 1
	if ! is_folder "$upper" || [ "$one" = 1 ]; then
		# What the base image has may be in it.
		hold "ingot-base-$job" "$1"
		below=$(mount_of "ingot-base-$job") || exit 1
	fi
	if ! is_folder "$upper"; then
		hold "ingot-edit-$job" "$image"
		tree=$(mount_of "ingot-edit-$job") || exit 1
	fi
	edit_layer check "$tree" "$below" || exit 1
	printf '%s\n' "$lower" | tr : '\n' | while IFS= read -r each; do
		! is_folder "$each" || edit_layer absent "$each" </dev/null || exit 1
	done || exit 1
	unrewrite "$job" || exit 1
	if grep -q '^erase ' edits; then
		echo 'What is left out is in no layer of the image.'
	else
		echo 'What is left out is in no layer of the image that the DevBox added.'
	fi
}
