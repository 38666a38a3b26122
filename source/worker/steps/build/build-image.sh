#!/bin/sh
# The steps of a build from a Containerfile. Runs in the job's folder, which also holds what one step leaves for the next. Exit
# codes: 0 done, 1 failed, 5 the reference is taken. Only the last line that a failing step prints is the reason that people read.

# shellcheck source=source/worker/steps/step-prelude.sh
. ./step-prelude.sh
# shellcheck source=source/worker/runner/job-process.sh
. ./job-process.sh
# shellcheck source=source/worker/steps/linux/snapshot-parts.sh
. ./snapshot-parts.sh
# shellcheck source=source/worker/steps/linux/verify-image.sh
. ./verify-image.sh
# shellcheck source=source/worker/steps/build/await-context.sh
. ./await-context.sh
# shellcheck source=source/worker/steps/build/build-leftovers.sh
. ./build-leftovers.sh

job=${PWD##*/}
base_digest=org.opencontainers.image.base.digest

# check REFERENCE OVERWRITE BYTES: checks everything before a byte is sent.
check() {
	check_reference "$1" "$2"
	command -v tar >/dev/null 2>&1 ||
		refuse 1 'The program tar is missing on the worker, so it cannot receive the context. Install it there and try again.'
	needed=$((($3 + 1023) / 1024 + 32768)) place=$(temporary_root)
	free=$(free_kib "$place")
	[ "$free" -ge "$needed" ] ||
		refuse 1 "Not enough disk space: $place has $(mib "$free") free, the build needs $(mib "$needed"). Remove images there and try again."
	echo "The disk has space for the context of $(mib "$((($3 + 1023) / 1024))")."
}

# build BASE [OPTION | label=KEY=VALUE …]: builds the image without a name. Podman shows its steps and the output of RUN. Its exit code
# is not trusted: a build that a signal ended can exit with 0. The argument INGOT_JOB is declared nowhere; it marks the containers of this build.
build() {
	base=$1 place=$(own_temporary)
	shift
	is_own "$place" || refuse 1 'The context is gone. Try again.'
	need_room 1024 /var/tmp
	mkdir -p "$place/temporary"
	find_base "$base"
	: >labels
	for option; do
		shift
		case $option in
		label=*) add_label "${option#*=}" || set -- "$@" --label "${option#*=}" ;;
		*) set -- "$@" "$option" ;;
		esac
	done
	add_label "$base_digest=$(cat base-digest)" || exit 1
	printf '\nLABEL%s\n' "$(cat labels)" >>"$place/Containerfile"
	[ ! -e "$place/ignore" ] || set -- "$@" --ignorefile "$place/ignore"
	podman images --all --quiet --no-trunc >images-before || refuse 1 'Podman did not list the images. Try again. If that goes on, ingot doctor says what to do.'
	: >build-begun
	rm -f image-id built-id
	run_build "$@" 2>&1 | show_output
	[ -s built-id ] || not_built
	id_of "$(id_in "$(cat built-id)")" >image-id || no_image $?
	drop_context
	echo "Image $(cut -c -12 image-id), still without a name."
}

# KEY=VALUE: collects it for one instruction at the end of the Containerfile; Podman makes an image for each --label. Fails where the
# value would need quotes.
add_label() {
	case ${1#*=} in *[!A-Za-z0-9_.,:/@+-]*) return 1 ;; esac
	printf ' %s="%s"' "${1%%=*}" "${1#*=}" >>labels
}

# Values of build arguments come from a file, which is removed at once: every user of the worker can read argv.
run_build() {
	if [ -e environment.sh ]; then
		# shellcheck disable=SC1091 # generated
		. ./environment.sh
		rm -f environment.sh
	fi
	TMPDIR=$place/temporary podman build --force-rm --iidfile built-id --file "$place/Containerfile" --build-arg "INGOT_JOB=$job" \
		"$@" "$place/context"
	echo $? >build-code
}

# find_base BASE: pulls the base image if it is not there, and records its digest. Empty for `FROM scratch`.
find_base() {
	: >base-digest
	[ -n "$1" ] || return 0
	podman image exists "$1" || {
		must_answer $?
		TMPDIR=$place/temporary podman pull "$1" 2>&1 | show_output
	}
	podman image inspect --format '{{.Digest}}' "$1" >base-digest 2>/dev/null || {
		must_answer $?
		why=$(tail -n 1 build-errors 2>/dev/null)
		refuse 1 "The base image $1 is not on the worker and could not be pulled: ${why:-Podman gave no reason}"
	}
}

# Shows what Podman prints, and keeps the ids of the layers that it made, and its errors.
show_output() {
	sed -u \
		-e '/^--> [0-9a-f]\{11,64\}$/w built-layers' \
		-e '/^Error: /w build-errors' \
		-e '/build args were not consumed: \[INGOT_JOB\]/d' \
		-e '/build args were not consumed: /s/INGOT_JOB //; /build args were not consumed: /s/ INGOT_JOB\]/]/'
}

# Fails with Podman's reason.
not_built() {
	code=$(cat build-code 2>/dev/null) || code=1
	# Some releases print all options of a copy.
	why=$(sed -n 's/^Error: //p' build-errors 2>/dev/null | tail -n 1 | sed 's/copier\.request{.*}: //')
	case $why in
	*'no space left'* | *'disk quota'*)
		disk_full
		;;
	*' at STEP '*) refuse 1 "Podman could not build the image: $why. Correct that step and build again; its output stands before this line." ;;
	?*) refuse 1 "Podman could not build the image: $why" ;;
	esac
	! was_killed "$code" || refuse 1 'Podman was killed while it built the image. Try again.'
	refuse 1 "Podman could not build the image: exit code $code, and it gave no reason. Try again."
}

# verify start|init: checks that the image launches, before it is named.
verify() {
	image=$(cat image-id) || refuse 1 'There is no image to check.'
	program=$(podman image inspect --format '{{len .Config.Entrypoint}}{{len .Config.Cmd}}' "$image") || refuse 1 'Podman did not report the image. Try again.'
	if [ "$program" = 00 ]; then
		echo 'The image has no default command, so each launch must give one.' >>notes
		echo 'The image has no default command, so no trial container was started.'
		return 0
	fi
	try_image "ingot-trial-$job" "$1"
}

# untry JOB
untry() { podman rm --force --time 0 --volumes --ignore "ingot-trial-$1" >/dev/null; }

# finish_build REFERENCE KEY=VALUE …
finish_build() { finish "$@" "$base_digest=$(cat base-digest)"; }

verb=$1
shift
"$verb" "$@"
