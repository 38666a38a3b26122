#!/bin/sh
# The steps of a Linux snapshot that are more than one podman command. Runs in the job's folder, which also holds what one
# step leaves for the next. Exit codes: 0 done, 1 failed, 3 the DevBox may not be snapshot, 5 the reference is taken.
# Only the last line that a failing step prints is the reason that people read.

# shellcheck source=source/worker/steps/step-prelude.sh
. ./step-prelude.sh
# shellcheck source=source/worker/steps/linux/snapshot-parts.sh
. ./snapshot-parts.sh
# shellcheck source=source/worker/steps/devbox-at-rest.sh
. ./devbox-at-rest.sh
# shellcheck source=source/worker/steps/linux/verify-image.sh
. ./verify-image.sh

job_folder=$PWD
job=${PWD##*/}

# What lies in the layers of a rootless Podman belongs to other ids.
as_owner() { if [ "$(id -u)" = 0 ]; then "$@"; else podman unshare "$@"; fi; }
is_folder() { as_owner test -d "$1"; }
# Whether a staging container holds a copy; without one the DevBox itself is committed.
has_staging() { [ -s staging-upper ]; }

# check ID USER REFERENCE OVERWRITE METHOD KIND DEEP: everything again that the form checked, right before anything is touched.
# DEEP is the image of the DevBox where one layer more may be too many.
check() {
	id=$1 user=$2 reference=$3 overwrite=$4 method=$5 kind=$6 deep=$7
	check_source "$id" "$user" "$kind"
	check_reference "$reference" "$overwrite"
	[ "$method" != restart ] || check_restart "$id"
	printf '%s\n' "$upper_dir" >upper
	check_paths
	check_room "$id" "$method"
	[ -z "$deep" ] || check_depth "$deep"
}

# Podman leaves such a path out of the image without a word.
check_paths() {
	is_folder "$(cat upper)" || return 0
	path=$(layer_list long "$(cat upper)")
	[ -z "$path" ] || refuse 1 "A path in the DevBox is longer than the 4096 bytes that an image can hold: ${path#"$(cat upper)"} …
It would be missing in the image: remove or shorten it and try again. It begins with $(printf %.80s "${path#"$(cat upper)"}")."
}

# A commit has the layer twice among its temporary files before it is in the storage (measured, Podman 4.3); the staging
# container holds a copy besides. A file system that shares blocks needs less than that.
check_room() {
	upper=$(cat upper)
	# Where the layer lies, not asked of Podman: that would wait for any commit that runs here.
	root=$upper
	[ -d "$upper" ] || root=$(podman info --format '{{.Store.GraphRoot}}') || exit 1
	layer=$(layer_kib "$upper")
	spare=32768 graph=$((layer + spare)) temporary=$((2 * layer + spare))
	[ "$2" != staging ] || graph=$((graph + layer))
	if same_filesystem "$root" "$(temporary_root)"; then
		graph=$((graph + temporary)) temporary=0
	fi
	for pair in "$graph $root" "$temporary $(temporary_root)"; do
		needed=${pair%% *} place=${pair#* }
		need_room "$needed" "$place"
	done
	echo "The DevBox's own layer is $(mib "$layer"); there is room for it."
}

# FOLDER: what it takes on the disk, or what it would take if nothing in it were sparse: a commit writes holes out.
layer_kib() {
	taken=$(as_owner du -skx -- "$1" 2>/dev/null | cut -f 1)
	full=$(as_owner du -skx --apparent-size -- "$1" 2>/dev/null | cut -f 1)
	if [ "${full:-0}" -gt "${taken:-0}" ]; then echo "$full"; else echo "${taken:-0}"; fi
}

# check_depth IMAGE: how many layers can be mounted differs between releases of Podman (128 in 4.3), so it is tried with one empty
# layer more.
check_depth() {
	base=$1
	depth=$(podman image inspect --format '{{len .RootFS.Layers}}' "$base") || exit 1
	trial=ingot-trial-$job
	if podman create --name "$trial" --pull never --network none --image-volume ignore "$base" sh >/dev/null &&
		image=$(podman commit --quiet --pause=false --change "LABEL io.clustercode.job=$job" "$trial") && podman rm "$trial" >/dev/null; then
		podman create --name "$trial" --pull never --network none --image-volume ignore "$image" sh >/dev/null &&
			said=$(podman container mount "$trial" 2>&1)
		fits=$?
		remove_trial "$job"
		[ "$fits" = 0 ] || refuse 1 "The image would have $((depth + 1)) layers, which Podman there cannot mount: ${said##*
}. Try again with --flatten, which makes one layer of them."
	fi
}

# prepare ID STAGING MAPPED OPTION … IMAGE COMMAND …: a stopped container of the same image, to take the copy: two containers of
# one image share all lower layers, so their own layers are interchangeable while the second one never runs. Values of
# variables come from a file, which goes at once: in argv anybody on the worker could read them.
prepare() {
	source=$1 staging=$2 mapped=$3
	shift 3
	: >staging-upper
	if [ -e environment.sh ]; then
		# shellcheck disable=SC1091 # generated
		. ./environment.sh
	fi
	said=$(podman create --name "$staging" --pull never --network none --image-volume ignore --http-proxy=false "$@" 2>&1) ||
		no_staging "$(printf '%s\n' "$said" | sed -n 's/^Error: //p' | tail -n 1)"
	rm -f environment.sh environment.list
	layers='{{index .GraphDriver.Data "UpperDir"}}|{{index .GraphDriver.Data "LowerDir"}}'
	both=$(podman container inspect --format "$layers" "$source" "$staging" 2>/dev/null) || refuse 1 "$podman_ended"
	theirs=${both%%
*} ours=${both##*
}
	# With mapped ids Podman may have put a shifted copy of the image in between.
	[ "$mapped" = yes ] || [ "${theirs#*|}" = "${ours#*|}" ] || no_staging 'its layers are not those of its image'
	for folder in "${theirs%%|*}" "${ours%%|*}"; do
		is_folder "$folder" || no_staging 'its layer is not in a folder of its own'
	done
	printf '%s\n' "${ours%%|*}" >staging-upper
	echo 'It will be frozen only while its own layer is copied.'
}

# Nothing was touched yet, so the slower way is open. Not with mapped ids: a commit would shift the owners of all files.
no_staging() {
	[ "$mapped" != yes ] || refuse 1 "No staging container can be made ($1), and without one the owners of its files would change."
	podman rm --force --ignore "$staging" >/dev/null 2>&1
	rm -f environment.sh environment.list
	echo "No staging container can be made: ${1:-unknown reason}."
	echo 'The job goes on with the method pause: the DevBox is frozen until the commit has ended.'
	exit 0
}

# capture ID: copies the frozen layer. Whoever wakes the DevBox meanwhile spoils the snapshot, so that is checked.
capture() {
	must_rest "$1"
	if has_staging; then
		layer=$(cat upper)
		(in_records && record captured "$layer") &
		recording=$!
		as_owner cp -a --reflink=auto -- "$layer/." "$(cat staging-upper)/" || exit 1
		wait "$recording" || exit 1
	else
		echo 'It is committed as it is.'
	fi
	must_rest "$1"
}

# commit ID STAGING UIDS GIDS LEVEL OPTION …: makes an image without a name, of the staging container or, where there is none, of
# the DevBox at rest. An OPTION drop-label=KEY or drop-variable=NAME
# is what the image must not have of the DevBox: a commit can only empty it. onbuild=INSTRUCTION is a trigger of its image.
commit() {
	id=$1 container=$2 uids=$3 gids=$4 level=$5
	shift 5
	checking=''
	has_staging || container=$id
	for option; do
		shift
		case $option in
		drop-label=*) has_staging || set -- "$@" --change "LABEL ${option#*=}=\"\"" ;;
		drop-variable=*) has_staging || set -- "$@" --change "ENV ${option#*=}=" ;;
		onbuild=*) ! forgets_triggers || set -- "$@" --change "ONBUILD ${option#*=}" ;;
		*) set -- "$@" "$option" ;;
		esac
	done
	if has_staging; then
		layer=$(cat staging-upper)
		# The owners change afterwards, so that cannot go on beside it.
		(in_records && check_copy "$layer") >copy-checked 2>&1 &
		checking=$!
		[ -z "$uids" ] || { copied_well && unmap "$uids" "$gids"; }
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
	make_image "$container" --pause=false "$@"
	[ -z "$checking" ] || copied_well
	if [ -n "$hashing" ]; then wait "$hashing" || refuse 1 'The files of the DevBox could not be read.'; fi
	if ! has_staging; then
		must_rest "$id"
		[ -e stopped ] || unpause "$id" || exit 1
	fi
	echo "Image $(cut -c -12 image-id), still without a name."
}

# Whether a commit with changes forgets the ONBUILD triggers of the image (Podman 5); else it would have each twice. It is the code
# that came with this option.
forgets_triggers() { podman commit --help 2>/dev/null | grep -q -e '--config '; }

# Waits for the comparison of the copy.
copied_well() {
	wait "$checking"
	code=$? checking=''
	cat copy-checked
	rm -f copy-checked
	[ "$code" = 0 ] || exit "$code"
}

# The owners that people see in the DevBox; what was captured is compared with them from now on.
unmap() {
	as_owner sh ./owner-map.sh "$layer" "$1" "$2" || refuse 1 'The owners of the files could not be translated from the mapped ids of the DevBox.'
	(in_records && rm -f captured-attributes && record captured "$layer") || exit 1
}

# configure FORMAT WORD …: what a commit cannot say: a health check (the plan's file `instruction`), drop=NAME, a variable that only
# the DevBox itself has, and unset=NAME, which its image has but the DevBox does not. A build of one instruction keeps
# the layers as they are and leaves no image in between; from Podman's cache it would ignore --unsetenv.
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
	id_of "$(id_in "$said")" >image-id.new || refuse 1 'Podman said that it configured the image, but there is none.'
	mv image-id.new image-id
	[ "$(cat image-id)" = "$committed" ] || podman rmi "$committed" >/dev/null || refuse 1 'The image before it was configured could not be removed.'
}

# verify ID BASE EXTENT START NAME …: the image is the DevBox, and launches; then only it gets its name. See verify-image.sh. What
# does not need each other goes on side by side; the staging container has done its work.
verify() {
	image=$(cat image-id) || refuse 1 'There is no image to check.'
	podman rm --force --ignore "ingot-staging-$job" >/dev/null 2>&1 &
	(try_image "ingot-trial-$job" "$4") >tried 2>&1 &
	trying=$!
	(compare "$@") >compared 2>&1
	same=$?
	wait "$trying"
	starts=$?
	wait
	# The reason comes last.
	if [ "$same" = 0 ]; then cat compared tried; else cat tried compared; fi
	rm -f compared tried
	[ "$same" = 0 ] || exit "$same"
	[ "$starts" = 0 ] || exit "$starts"
	[ ! -e "$(own_temporary)/notes" ] || mv "$(own_temporary)/notes" notes
	drop_temporary
}

compare() {
	id=$1 base=$2 extent=$3
	shift 4
	check_configuration
	check_environment "$id" "$base" "$@"
	in_records && check_tree "$extent"
}

# untry JOB: undoes check and verify, and drops what any step has put among the temporary files.
untry() {
	drop_temporary
	rm -f environment.sh environment.list
	remove_trial "$1"
}

# remove_trial JOB: the container of a nameless image, and the image that check_depth made.
remove_trial() {
	podman rm --force --time 0 --volumes --ignore "ingot-trial-$1" >/dev/null || exit 1
	for nameless in $(podman images --quiet --no-trunc --filter dangling=true --filter "label=io.clustercode.job=$1"); do
		# Podman lists ids with what they are a hash of, and inspects them without.
		[ "${nameless#sha256:}" = "$(cat image-id 2>/dev/null)" ] || podman rmi "$nameless" >/dev/null || exit 1
	done
}

verb=$1
shift
"$verb" "$@"
