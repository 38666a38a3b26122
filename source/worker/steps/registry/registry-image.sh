#!/bin/sh
# The steps of a push to a registry and of a pull from one. Runs in the job's folder. Exit codes: 0 done, 1 failed, 5 the name is
# taken. Only the last line that a failing step prints is the reason that people read. Files in the job's folder:
#   digest    of the image in the registry
#   same      exists where nothing has to travel
#   known-digest  exists where the worker had the name with the digest
#   image-id, old-image, images-before   of a pull: the image, the one that had its name, and all images before, with their names

# shellcheck source=source/worker/steps/step-prelude.sh
. ./step-prelude.sh
# shellcheck source=source/worker/steps/linux/snapshot-parts.sh
. ./snapshot-parts.sh
# shellcheck source=source/worker/steps/registry/ask-registry.sh
. ./ask-registry.sh
# shellcheck source=source/worker/steps/registry/drop-pulled.sh
. ./drop-pulled.sh

job=${PWD##*/}
list=localhost/ingot-list-$job:1

# check_push ID REFERENCE NAME OVERWRITE: checks everything before a byte is sent.
check_push() {
	find_holder "$2"
	[ "$now" = "$1" ] || refuse 5 "$2 is not the same image any more. Refresh the list of images and try again."
	ask_digest "$3"
	if [ -n "$others" ]; then
		[ "$4" = yes ] || refuse 5 "$3 exists in the registry as an index, of images for $others. Choose another name or tag, or overwrite it (--overwrite)."
		echo "$3 exists as an index, of images for $others, and will be replaced."
	elif [ -z "$found" ]; then
		echo "The registry has no $3 yet."
	elif is_known_as "$1" "$3" "$found"; then
		echo "$found" >digest
		: >same
		echo "The registry has this image under $3 already."
	elif [ "$4" = yes ]; then
		echo "$3 exists with other content, $found, and will be replaced."
	else
		refuse 5 "$3 exists in the registry with other content. Choose another name or tag, or overwrite it (--overwrite)."
	fi
}

uncheck() {
	drop_login
	drop_list
}

# push ID NAME: the registry gets the tag last, so a push that ends before leaves the tag as it was.
push() {
	[ ! -e same ] || { echo 'Nothing has to be sent.' && return 0; }
	find_login
	rm -f digest
	# shellcheck disable=SC2086 # one option or none
	move "$(registry_of "$2")" podman push $login --digestfile digest "$1" "docker://$2"
	[ -s digest ] || refuse 1 'Podman did not say which digest it has pushed. Try again.'
	echo "Pushed as $(cat digest)."
}

unpush() { drop_temporary; }

# verify_push ID NAME
verify_push() {
	pushed=$(cat digest)
	ask_digest "$2"
	[ -z "$others" ] || found="an index of images for $others"
	[ "$found" = "$pushed" ] ||
		refuse 5 "$2 is now ${found:-gone}, not $pushed: somebody else pushed there meanwhile. Look at it and push again."
	drop_login
	note_registry "$1" "$2" "$pushed"
	echo "The registry has $2 with this digest."
}

# check_pull REFERENCE NAME OVERWRITE REPOSITORY
check_pull() {
	ask_digest "$2"
	[ -z "$others" ] || refuse 1 "$2 is not for the platform of this worker, $own: the registry has it for $others. Pull it to such a worker, or push one for $own."
	[ -n "$found" ] || refuse 1 "The registry has no $2. Check the name and the tag, and try again."
	echo "$found" >digest
	echo "The registry has $2 as $found."
	find_holder "$1"
	if is_known_as "$now" "$2" "$found"; then
		echo "$now" >old-image
		echo "$1 is this image already."
	else
		check_reference "$1" "$3"
	fi
	record_images "$4@$found"
	record_layers
}

# record_images NAME: records all images, and whether one has the name. `podman image exists` would not do: for a digest, it also finds
# images that have only other names.
record_images() {
	podman images --all --no-trunc --format '{{.Id}}{{range .Names}} {{.}}{{end}}' >images-before ||
		refuse 1 'Podman did not list the images. Try again. If that goes on, ingot doctor says what to do.'
	! tr ' ' '\n' <images-before | grep -qxF "$1" || : >known-digest
}

# pull REPOSITORY: by digest, so that no name on the worker moves.
pull() {
	find_login
	# shellcheck disable=SC2086 # one option or none
	move "$(registry_of "$1")" podman pull $login "docker://$1@$(cat digest)"
	id_of "$1@$(cat digest)" >image-id || no_image $?
	echo "Image $(cut -c -12 image-id), still without a name."
}

# REPOSITORY: removes the image, unless it was here before or has got a name meanwhile.
unpull() {
	drop_temporary
	[ -s digest ] || return 0
	find_holder "$1@$(cat digest)"
	image=${now:-$(cat image-id 2>/dev/null)}
	[ -n "$image" ] || find_written
	[ -z "$image" ] || drop_half "$image"
	if [ -z "$image" ] || ! is_there "$image"; then
		drop_pulled || refuse 1 'Layers of the image stay in the storage of Podman. A later pull of it uses them.'
		return 0
	fi
	drop_digest_name "$image" "$1"
	! grep -qF "$image" images-before || return 0
	! is_nameless "$image" || podman rmi "$image" >/dev/null ||
		refuse 1 "The new image stays, without a name. When Podman can write again: podman rmi $image"
	forget_if_gone "$image"
}

# IMAGE REPOSITORY: removes the name that the pull gave it, unless it was there before.
drop_digest_name() {
	[ ! -e known-digest ] || return 0
	podman untag "$1" "$2@$(cat digest)" 2>/dev/null || must_answer $?
}

# verify_pull REPOSITORY: Podman has compared the digests of manifest, configuration and layers.
verify_pull() {
	image=$(cat image-id) || refuse 1 'There is no image to check.'
	named=$(podman image inspect --format '{{range .RepoDigests}}{{println .}}{{end}}' "$image") || must_answer $?
	printf '%s\n' "$named" | grep -qxF "$1@$(cat digest)" ||
		refuse 1 "The image is not the one that was asked for, $(cat digest). Try again."
	echo "It is $(cat digest), as in the registry."
	managed=$(podman image inspect --format '{{index .Labels "io.clustercode.managed"}}' "$image") || exit 1
	[ "$managed" = true ] || {
		echo ' It was not made by Ingot, so it is not among the golden images.' >notes
		echo 'The image has no labels of Ingot.'
	}
}

# finish_pull REFERENCE NAME REPOSITORY: names the image last: one with a name is complete.
finish_pull() {
	image=$(cat image-id) || refuse 1 'There is no image to name.'
	find_holder "$1"
	[ "$now" = "$image" ] || [ "$now" = "$(cat old-image)" ] ||
		refuse 5 "$1 was created by another job meanwhile. Choose another name or tag, or overwrite it."
	podman tag "$image" "$1" || exit 1
	[ "$(id_of "$1")" = "$image" ] || refuse 1 'Podman did not give the image its name.'
	drop_digest_name "$image" "$3"
	[ -z "$now" ] || [ "$now" = "$image" ] || { remove_replaced "$now"; forget_if_gone "$now"; }
	drop_login
	note_registry "$image" "$2" "$(cat digest)"
	return 0
}

verb=$1
shift
"$verb" "$@"
