#!/bin/sh
# The commit of a Linux snapshot, with its configuration; linux-snapshot.sh reads this file. Works in the job's folder.
# shellcheck disable=SC2034,SC2154 # linux-snapshot.sh and what it reads set the rest

# commit ID STAGING UIDS GIDS LEVEL OPTION …: creates an image without a name from the staging container or, where there is none,
# from the DevBox at rest. An OPTION drop-label=KEY or drop-variable=NAME names what the image must not have: a commit can only
# empty it. onbuild=INSTRUCTION is a trigger of its image.
commit() {
	id=$1 container=$2 uids=$3 gids=$4 level=$5
	shift 5
	checking='' recording=''
	has_staging || container=$id
	if has_staging; then
		layer=$(cat staging-upper)
		# What was edited or cleared was compared before.
		if [ ! -e edited ] && [ ! -e cleared ]; then
			(in_records && check_copy "$layer") >copy-checked 2>&1 &
			checking=$!
		fi
		if [ -n "$uids" ]; then
			# The owners change afterwards, so that cannot run in parallel.
			[ -z "$checking" ] || copied_well
			unmap "$uids" "$gids"
		elif [ -e cleared ]; then
			(in_records && record recorded "$layer") &
			recording=$!
		fi
	else
		layer=$(cat upper)
		must_rest "$id"
		! is_folder "$layer" || (in_records && record captured "$layer" && layer_list sockets "$layer" >captured-sockets) || exit 1
	fi
	hashing=
	if [ "$level" = full ] && is_folder "$layer"; then
		(in_records && layer_list hashes "$layer" >captured-hashes) &
		hashing=$!
	fi
	rechecking=''
	if is_searched; then
		(recheck "$layer") >recheck-said 2>&1 &
		rechecking=$!
	fi
	commit_with "$container" "$@"
	[ -z "$rechecking" ] || rechecked_well
	[ -z "$checking" ] || copied_well
	[ -z "$recording" ] || recorded_again
	if [ -n "$hashing" ]; then wait "$hashing" || refuse 1 'The files of the DevBox could not be read.'; fi
	if ! has_staging; then
		must_rest "$id"
		[ -e stopped ] || unpause "$id" || exit 1
	fi
	[ ! -e edit-later ] || rewrite_later "$@"
	echo "Image $(cut -c -12 image-id), still without a name."
}

# commit_with CONTAINER OPTION …: as described at commit.
commit_with() {
	what=$1
	shift
	for option; do
		shift
		case $option in
		drop-label=*) has_staging || set -- "$@" --change "LABEL ${option#*=}=\"\"" ;;
		drop-variable=*) has_staging || set -- "$@" --change "ENV ${option#*=}=" ;;
		'LABEL io.clustercode.sbom='*) set -- "$@" "${option%%=*}=\"$(cat sbom-digest 2>/dev/null)\"" ;;
		onbuild=*) ! forgets_triggers || set -- "$@" --change "ONBUILD ${option#*=}" ;;
		*) set -- "$@" "$option" ;;
		esac
	done
	to_archive=$(size_to_archive "$@")
	make_image "$what" --pause=false "$@"
}

# OPTION …: prints the bytes of the layer as an archive; nothing where all layers are merged, or the layer is not in a folder.
size_to_archive() {
	case " $* " in *' --squash '*) return 0 ;; esac
	(in_records && [ -s captured ] && archive_bytes captured)
}

# Whether a commit with changes loses the ONBUILD triggers of the image (Podman 5); otherwise each would be there twice. The
# option --config came with that change.
forgets_triggers() { podman commit --help 2>/dev/null | grep -q -e '--config '; }

# Waits for the comparison of the copy.
copied_well() {
	wait "$checking"
	code=$? checking=''
	cat copy-checked
	rm -f copy-checked
	[ "$code" = 0 ] || exit "$code"
}

# Waits for the record of the copy that replaces that of the DevBox.
recorded_again() {
	wait "$recording" || exit 1
	(
		in_records && rm -f captured-attributes && mv recorded captured || exit 1
		[ ! -e recorded-attributes ] || mv recorded-attributes captured-attributes
	) || exit 1
}

# Sets the owners as seen in the DevBox, and records them for the comparison.
unmap() {
	as_owner sh ./owner-map.sh "$layer" "$1" "$2" || refuse 1 'The owners of the files could not be translated from the mapped ids of the DevBox.'
	(in_records && rm -f captured-attributes captured-root && record captured "$layer") || exit 1
}

# configure FORMAT WORD …: sets what a commit cannot: a health check (the plan's file `instruction`), drop=NAME, a variable that only
# the DevBox has, and unset=NAME, which its image has but the DevBox does not. A build of one instruction keeps the layers and
# leaves no intermediate image; with its cache, Podman would ignore --unsetenv.
configure() {
	format=$1
	shift
	for name; do
		shift
		case $name in
		unset=*) set -- "$@" "${name#*=}" ;;
		drop=*) has_staging || set -- "$@" "${name#*=}" ;;
		esac
	done
	[ -s instruction ] || [ $# -gt 0 ] || return 0
	committed=$(cat image-id)
	make_temporary && mkdir -p "$(own_temporary)/context" || exit 1
	{
		echo "FROM $committed"
		if [ -s instruction ]; then cat instruction; else echo 'LABEL io.clustercode.cloud-worker=""'; fi
	} >Containerfile
	for name; do
		shift
		set -- "$@" --unsetenv "$name"
	done
	said=$(TMPDIR=$(own_temporary) podman build --quiet --pull=never --no-cache --identity-label=false --format "$format" "$@" \
		--file Containerfile "$(own_temporary)/context" 2>&1) || not_made $? "$said"
	id_of "$(id_in "$said")" >image-id.new || no_image $?
	mv image-id.new image-id
	[ "$(cat image-id)" = "$committed" ] || podman rmi "$committed" >/dev/null || refuse 1 'The image before it was configured could not be removed.'
}
