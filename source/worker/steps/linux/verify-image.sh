#!/bin/sh
# Checks that the image of a Linux snapshot equals the DevBox; linux-snapshot.sh reads this file. Works in the job's folder.
# note LINE adds a sentence to the job's outcome; a difference fails the job.
# shellcheck disable=SC2154 # linux-snapshot.sh and what it reads set the rest

# shellcheck source=source/worker/steps/linux/layer-records.sh
. ./layer-records.sh

# A flattened image has no markers of deleted files: those files must not exist.
expect_flat() {
	if ! has_nul captured; then
		sed '/^deleted/d' captured >kept && mv kept captured
		return
	fi
	sed -z -n 's/^deleted //p' captured >deleted && sed -z '/^deleted /d' captured >kept && mv kept captured || exit 1
	# shellcheck disable=SC2016 # the inner shell's own
	there=$(as_owner sh -c 'cd -- "$1" && { xargs -0 -r ls -d --; [ $? -lt 124 ]; } && echo /end' sh "$layer" <deleted 2>/dev/null)
	case $there in
	/end) ;;
	*"$newline/end") refuse 1 "The image holds what was deleted in the DevBox, so it was not kept: ${there%%"$newline"*}" ;;
	*) refuse 1 'Whether the image holds what was deleted in the DevBox could not be read, so it was not kept. Try again.' ;;
	esac
}

# check_root: compares / itself. An archive of a layer has no entry for it, so Podman makes it anew: that is no fault of the image.
check_root() {
	[ -s captured-root ] && [ -s committed-root ] && ! cmp -s captured-root committed-root || return 0
	read -r mode owner attributes <captured-root
	read -r its_mode its_owner its_attributes <committed-root
	[ "$mode $owner" = "$its_mode $its_owner" ] ||
		note "The image cannot keep owner and mode of / ($owner, $mode): it has $its_owner, $its_mode."
	[ "$attributes" = "$its_attributes" ] || note "The image cannot keep the extended attributes of / ($attributes)."
}

# Files of the DevBox that an image can only read as marks of deleted ones are the usual reason.
refuse_difference() {
	mark=$(sed -n 's|^f [^/]* \.\(/.*\)|\1|p' lost-lines | grep -m 1 '/\.wh\.[^/]*$')
	[ -z "$mark" ] || refuse 1 "In an image, a name that begins with .wh. marks a deleted file, so it cannot hold $(printf %.300s "$mark"). Rename or remove such files and try again."
	refuse 1 "The image differs from the DevBox in $differing places, so it was not kept. See the log."
}

# check_tree EXTENT: compares the layer of the image with what was captured: all, missing (it may have more), flat (--flatten).
check_tree() {
	layer=$(image_layer "$image")
	if [ -z "$layer" ] || [ ! -e captured ]; then
		note 'Its files were not compared, because this storage driver keeps no layers apart.'
		return 0
	fi
	[ "$1" != flat ] || expect_flat
	rm -f committed-root
	record committed "$layer"
	same captured committed "$1" || refuse_difference
	check_root
	if [ ! -e captured-attributes ] || [ ! -e committed-attributes ]; then
		echo 'Extended attributes were not compared: getfattr (package attr) is not installed there.'
	elif [ "$1" = all ] && ! cmp -s captured-attributes committed-attributes; then
		comm -3 captured-attributes committed-attributes >differences
		head -n 10 differences | cut -d = -f 1 | cut -c 1-300 | sed 's/^\t/image:   /; t; s/^/DevBox:  /'
		note "Extended attributes differ in $(wc -l <differences) places (Podman's layers hold no ACLs and no empty values); see the log."
	fi
	if [ -e captured-hashes ]; then
		layer_list hashes "$layer" >committed-hashes
		same captured-hashes committed-hashes "$1" ||
			refuse 1 "The contents of $(counted "$differing" file files) differ between the DevBox and the image, so it was not kept."
		echo 'The contents of all files are the same.'
	fi
	if [ -s captured-sockets ]; then
		echo "Not included, because archives cannot contain sockets: $(tail -n 1 captured-sockets), such as $(sed '$d' captured-sockets | tr '\n' ' ')"
	fi
	if [ -n "$zero" ]; then entries=$(tr -dc '\000' <captured | wc -c); else entries=$(wc -l <captured); fi
	if [ -e "$job_folder/edited" ] || [ -e "$job_folder/rewritten" ]; then
		echo "$entries files and folders are the same as in the edited copy."
	elif [ -e "$job_folder/cleared" ]; then
		echo "$entries files and folders are the same as in the DevBox, once its identity was cleared in the copy."
	else
		echo "$entries files and folders are the same as in the DevBox."
	fi
}

# check_configuration: compares the configuration of the image with the plan, line by line.
check_configuration() {
	podman image inspect --format "$(cat configuration-format)" "$image" >configuration-found || exit 1
	for each in configuration configuration-found; do
		# Some releases escape JSON for HTML.
		sed 's/\\u0026/\&/g; s/\\u003c/</g; s/\\u003e/>/g' "$each" >configuration-plain || exit 1
		mv configuration-plain "$each"
	done
	cmp -s configuration configuration-found && return 0
	while IFS= read -r wanted <&3 && IFS= read -r found <&4; do
		[ "$wanted" = "$found" ] ||
			refuse 1 "The image's ${found%%: *} is ${found#*: } and should be ${wanted#*: }. It was not kept."
	done 3<configuration 4<configuration-found
	refuse 1 'The configuration of the image is not as planned. It was not kept.'
}

# container|image ID …: prints a line for each variable.
environment_of() {
	of=$1
	shift
	podman "$of" inspect --format '{{range .Config.Env}}{{json .}}{{println}}{{end}}' "$@" 2>/dev/null
}

# LINE LINES
is_line() {
	case $2 in *"
$1
"*) ;; *) return 1 ;; esac
}

# check_environment DEVBOX BASE [drop=NAME | unset=NAME | keep=NAME …]: checks the variables: those whose value in the DevBox is
# excluded, those of the image that the DevBox was created without, and those kept. Values are never in a file or in argv.
check_environment() {
	# The DevBox may be gone by now; that is no fault of the image.
	ours=$(environment_of container "$1") || return 0
	base=$(environment_of image "$2") || exit 1
	new=$(environment_of image "$image") || exit 1
	shift 2
	# Podman adds these to every container.
	base="
$base
\"TERM=xterm\"
\"container=podman\"
"
	known="
$ours
$base"
	while IFS= read -r line; do
		name=${line%%=*} name=${name#\"}
		for out; do
			case $out in "drop=$name" | "unset=$name") ;; *) continue ;; esac
			# Empty where it could not be removed.
			[ "$line" != "\"$name=\"" ] || continue 2
			{ [ "${out%%=*}" = drop ] && is_line "$line" "$base"; } ||
				refuse 1 "The variable $name is in the image although it should be excluded."
		done
		[ -z "$line" ] || is_line "$line" "$known" || refuse 1 "The variable $name has another value in the image than in the DevBox."
	done <<-EOF
		$new
	EOF
	for kept; do
		name=${kept#keep=}
		# Others are escaped, or cannot be kept, as the review says.
		case $kept in drop=* | unset=* | keep=*[!A-Za-z0-9_]*) continue ;; esac
		case "
$new" in *"
\"$name="*) ;; *) refuse 1 "The variable $name is missing in the image." ;; esac
	done
}

# try_image NAME start|init: creates a container of the nameless image. `podman init` mounts it and finds its command, where an image
# with too many layers or without its command fails; a start does the same and runs it.
try_image() {
	trial=$1
	said=$(podman create --name "$trial" --pull never --network none --image-volume ignore "$image" 2>&1) || cannot_launch "$said"
	if [ "$2" = start ]; then
		said=$(timeout 20 podman start "$trial" 2>&1) || cannot_launch "$said"
		facts=$(inspect "$trial" '{{.State.Status}}|{{.State.ExitCode}}') || must_answer $?
		IFS='|' read -r trial_state code <<-EOF
			$facts
		EOF
		case $trial_state in
		running) echo 'A container of the image starts.' ;;
		*) echo "A container of the image starts; without network and volumes its command ended with exit code $code." ;;
		esac
	else
		said=$(podman init "$trial" 2>&1) || cannot_launch "$said"
		echo 'A container of the image can be created.'
	fi
	podman rm --force --time 0 --volumes "$trial" >/dev/null || refuse 1 "The container $trial could not be removed."
}

cannot_launch() {
	printf '%s\n' "$1"
	case $1 in
	*'max depth exceeded'*)
		refuse 1 'The image has more layers than Podman there can mount, so it could never be launched. Try again with --flatten.'
		;;
	*'no space left'*) refuse 1 'The disk is full, so the image could not be tested. Free disk space there and try again.' ;;
	esac
	why=$(printf '%s\n' "$1" | sed -n 's/^Error: //p' | tail -n 1)
	refuse 1 "A container of the image does not start, so it was not kept: ${why:-Podman did not start it within 20 s}"
}
