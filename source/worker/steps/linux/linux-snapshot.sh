#!/bin/sh
# The steps of a Linux snapshot that are more than one podman command. Runs in the job's folder, which also holds what one
# step leaves for the next. Exit codes: 0 done, 1 failed, 3 the DevBox is not eligible, 5 the reference is taken.
# Only the last line that a failing step prints is the reason that people read.

# shellcheck source=source/worker/steps/step-prelude.sh
. ./step-prelude.sh
# shellcheck source=source/worker/steps/linux/snapshot-parts.sh
. ./snapshot-parts.sh
# shellcheck source=source/worker/steps/devbox-at-rest.sh
. ./devbox-at-rest.sh
# shellcheck source=source/worker/steps/linux/linux-check.sh
. ./linux-check.sh
# shellcheck source=source/worker/steps/linux/sbom-step.sh
. ./sbom-step.sh
# shellcheck source=source/worker/steps/linux/linux-commit.sh
. ./linux-commit.sh
# shellcheck source=source/worker/steps/linux/linux-edit.sh
. ./linux-edit.sh
# shellcheck source=source/worker/steps/linux/linux-recheck.sh
. ./linux-recheck.sh
# shellcheck source=source/worker/steps/linux/verify-image.sh
. ./verify-image.sh
# shellcheck source=source/worker/steps/linux/precopy.sh
. ./precopy.sh

job_folder=$PWD
job=${PWD##*/}

# Files in the layers of a rootless Podman belong to other ids.
as_owner() { if [ "$(id -u)" = 0 ]; then "$@"; else podman unshare "$@"; fi; }
is_folder() { as_owner test -d "$1"; }
# Whether a staging container holds a copy; without one the DevBox itself is committed.
has_staging() { [ -s staging-upper ]; }

# prepare ID STAGING MAPPED OPTION … IMAGE COMMAND …: a stopped container of the same image, to take the copy: two containers of
# one image share all lower layers, so their own layers are interchangeable while the second one never runs. Values of
# variables come from a file, which is removed at once: every user of the worker can read argv.
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
	# With mapped ids, Podman may have inserted a shifted copy of the image.
	[ "$mapped" = yes ] || [ "${theirs#*|}" = "${ours#*|}" ] || no_staging 'its layers are not those of its image'
	for folder in "${theirs%%|*}" "${ours%%|*}"; do
		is_folder "$folder" || no_staging 'its layer is not in a folder of its own'
	done
	printf '%s\n' "${ours%%|*}" >staging-upper
	echo 'It has all lower layers of the DevBox.'
}

# Nothing has changed yet, so the slower method can be used. Not with mapped ids: a commit would shift the owners of all files.
no_staging() {
	[ "$mapped" != yes ] || refuse 1 "No staging container can be created ($1), and without one the owners of its files would change."
	podman rm --force --ignore "$staging" >/dev/null 2>&1
	rm -f environment.sh environment.list
	echo "No staging container can be created: ${1:-unknown reason}."
	echo 'The job continues with the method pause: the DevBox is frozen until the commit has ended.'
	exit 0
}

# capture ID BYTES: copies the frozen layer, about BYTES, or what precopy has not copied, and checks that nobody resumed the DevBox meanwhile.
capture() {
	must_rest "$1"
	if has_staging; then
		layer=$(cat upper)
		(in_records && record captured "$layer") &
		recording=$!
		if [ -e precopied ]; then
			(in_records && capture_changes "$layer" "$(cat "$job_folder/staging-upper")") &
		else
			as_owner cp -a --reflink=auto -- "$layer/." "$(cat staging-upper)/" &
		fi
		copying=$!
		report_written "$copying" write_bytes 1 "$2" &
		telling=$!
		wait "$copying" || exit 1
		{ kill "$telling" && wait "$telling"; } 2>/dev/null
		wait "$recording" || exit 1
	else
		echo 'It is committed as it is.'
	fi
	must_rest "$1"
}

# verify ID BASE EXTENT START NAME …: checks that the image equals the DevBox and launches, before it is named. See verify-image.sh.
# Independent checks run in parallel; the staging container is no longer needed.
verify() {
	image=$(cat image-id) || refuse 1 'There is no image to check.'
	drop_staging >/dev/null 2>&1 &
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
	[ ! -e "$(own_temporary)/notes" ] || cat "$(own_temporary)/notes" >>notes
	drop_temporary
}

# Removing many files takes one process twice as long as several, and nobody else can use Podman's storage while Podman does it. It
# still gets what they leave.
drop_staging() {
	podman container unmount "ingot-staging-$job"
	if has_staging; then
		as_owner find "$(cat staging-upper)" -xdev ! -type d -print0 | as_owner xargs -0 -r -n 500 -P 4 rm -f --
	fi
	podman rm --force --ignore "ingot-staging-$job"
}

compare() {
	id=$1 base=$2 extent=$3
	shift 4
	check_configuration
	# First, because the check of the variables has a $base of its own.
	check_edits "$base"
	check_environment "$id" "$base" "$@"
	[ ! -e rewritten ] || extent=flat
	in_records && check_tree "$extent"
}

# untry JOB: undoes check and verify, and removes the temporary files of all steps.
untry() {
	! has_edits || unrewrite "$1"
	drop_temporary
	rm -f environment.sh environment.list
	remove_trial "$1"
}

# remove_trial JOB: the container of a nameless image, and the image that check_depth made.
remove_trial() {
	remove_container 0 --ignore "ingot-trial-$1" || exit 1
	without_name=$(nameless_of "$1" commit-begun) || exit 1
	for nameless in $without_name; do
		# Podman lists ids with the name of their hash, and inspects them without.
		[ "${nameless#sha256:}" = "$(cat image-id 2>/dev/null)" ] || podman rmi "$nameless" >/dev/null || exit 1
	done
}

verb=$1
shift
"$verb" "$@"
