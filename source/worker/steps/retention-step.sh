#!/bin/sh
# Deletes the old images of a user, by rules that are applied when a schedule runs. Runs in the job's folder. Exit codes: 0 done, 1 failed.
# The last line that a failing step prints is shown as the reason.

# shellcheck source=source/worker/steps/step-prelude.sh
. ./step-prelude.sh
# shellcheck source=source/worker/steps/windows/windows-guard.sh
. ./windows-guard.sh
# shellcheck source=source/worker/images/judge-images.sh
. ./judge-images.sh
# shellcheck source=source/worker/runner/job-process.sh
. ./job-process.sh
# shellcheck source=source/worker/runner/mutex.sh
. ./mutex.sh
job=$(basename "$PWD")
# shellcheck disable=SC2034 # for the mutex
locks_folder=../../locks

# fail note|fail WORDS: a snapshot has its image, whatever becomes of the old ones; the next run tries again.
fail() {
	[ "$1" = note ] || refuse 1 "$2 The next run tries again."
	echo "$2 The next run tries again." | tee -a notes
	exit 0
}

# judge FAIL USER made|all LAST WITHIN [NAME …]: writes the old ones to the file `old`. made: only those that this schedule has made.
judge() {
	fail=$1 user=$2 scope=$3 last=$4 within=$5
	shift 5
	: >old
	list_own >own || fail "$fail" 'Podman did not list the images, so none is deleted.'
	now=$(date +%s)
	full='The disk of the home folder is full, so no image is deleted.'
	judge_images "$last" "$within" "$now" "$@" <own >judged || fail "$fail" "$full"
	# Only for those that would be old, because each costs calls of Podman.
	while read -r verdict seconds reference id _; do
		[ "$verdict" != old ] || printf '%s\n' "$seconds $reference $id $(use_of "$id" "$reference")"
	done <judged >asked
	awk 'FILENAME == "asked" { said[$2, $3] = $0; next } ($2, $3) in said { $0 = said[$2, $3] } { print }' asked own >excused || fail "$fail" "$full"
	judge_images "$last" "$within" "$now" "$@" <excused >judged || fail "$fail" "$full"
	while read -r verdict _ reference id why; do
		if [ "$verdict" = old ]; then
			echo "$id $reference" >>old
			echo "Old: $reference, $why."
		else
			echo "Stays: $reference, $why."
		fi
	done <judged
	[ -s judged ] || echo 'The user has no such images.'
	rm -f own judged asked excused
}

# Prints the records of judge_images. A name that somebody gave to an image of a schedule keeps it.
list_own() {
	ids=$(podman images --no-trunc --quiet --filter label=io.clustercode.managed=true) || return 1
	ids=$(printf '%s\n' "$ids" | sort -u)
	[ -n "$ids" ] || return 0
	# As JSON: labels may come from elsewhere, and with a line break in one, the next line would be the name of another image.
	made='{{json (index .Labels "org.opencontainers.image.title")}} {{json (index .Labels "org.opencontainers.image.version")}}'
	# shellcheck disable=SC2086 # ids
	podman image inspect --format "{{if and (eq (index .Labels \"io.clustercode.managed\") \"true\") (eq (index .Labels \"io.clustercode.owner\") \"$user\") (ne (index .Labels \"io.clustercode.source\") \"DevBox-fork\")}}image {{.Created.Unix}} {{.Id}} {{json (index .Labels \"io.clustercode.job\")}}
made $made
{{range .RepoTags}}name {{println .}}{{end}}{{end}}" $ids >inspected || return 1
	while read -r word a b c; do
		case $word in
		image) seconds=$a id=$b is_ours='' && case $c in \"*-"${job##*-}\"") is_ours=1 ;; esac ;;
		made)
			a=${a#\"} b="$b${c:+ $c}"
			b=${b#\"}
			given=${a%\"}:${b%\"}
			;;
		name)
			why=''
			if [ "$scope" = made ]; then
				[ -n "$is_ours" ] || continue
				[ "$a" = "localhost/$given" ] || why='this schedule did not give it that name'
			fi
			printf '%s\n' "$seconds $a $id $why"
			;;
		esac
	done <inspected
	rm -f inspected
}

# use_of ID REFERENCE: prints why it has to stay.
use_of() {
	needers=$(needed_by "$1" 2>/dev/null) || {
		echo 'Podman did not say what needs it'
		return 0
	}
	schedules=$(schedules_of ../../schedules "$2") || {
		echo 'the schedules of the worker could not be read'
		return 0
	}
	users=$(
		printf '%s\n' "$needers" | tr ',' '\n' | sed 's/^ //' | grep -v '^the volume ' | listed DevBox DevBoxes
		printf '%s\n' "$needers" | tr ',' '\n' | sed -n 's/^ *the volume //p' | listed volume volumes
		printf '%s\n' "$schedules" | listed schedule schedules
	)
	[ -z "$users" ] || echo "in use by $(printf '%s\n' "$users" | tr '\n' ';' | sed 's/;$//; s/;/; /g')"
}

# listed ONE MANY <names
listed() {
	names=$(grep . | tr '\n' ',' | sed 's/,$//; s/,/, /g')
	case $names in '') ;; *,*) echo "$2 $names" ;; *) echo "$1 $names" ;; esac
}

# delete FAIL: deletes what is in `old`, unless another job is about to give one of these names to its image. The locks are those of
# the runner.
delete() {
	fail=$1
	set --
	: >name-locks
	while read -r id reference; do
		lock=../../locks/image-$(printf %s "$reference" | sed 's|localhost/||; s/:/@/; s/[^A-Za-z0-9_.@-]/-/g' | cut -c -200)
		if take "$lock"; then
			set -- "$@" "$id" "$reference"
		else
			echo "Stays: $reference, because the job $holder is using its name."
		fi
	done <old
	if [ $# = 0 ]; then
		echo 'No image is deleted.'
		exit 0
	fi
	said=$(sh ./image-step.sh old "$@" 2>&1)
	code=$?
	release
	printf '%s\n' "$said"
	count=$(printf '%s\n' "$said" | grep -c ' is deleted\.')
	[ "$count" = 0 ] || echo "Old images deleted: $count." >>notes
	[ "$code" = 0 ] || fail "$fail" 'Not all old images could be deleted.'
}

# take LOCK: takes it, also from a job that has ended and is not being recovered. When it fails, sets $holder.
take() {
	if [ -h "$1" ]; then
		holder=$(readlink "$1")
		has_ended "$holder" || return 1
		# Another job may be taking it, too.
		enter_mutex || return 1
		holder=$(readlink "$1")
		! has_ended "$holder" || rm -f "$1"
		leave_mutex
	fi
	echo "$1" >>name-locks && ln -s "$job" "$1" 2>/dev/null && return 0
	holder=$(readlink "$1")
	return 1
}

# JOB
has_ended() { [ ! -d "../$1" ] || { [ -e "../$1/status.json" ] && [ ! -h "../$1/recovering" ]; }; }

# Gives the locks back, also when the step is ended.
release() {
	[ -e name-locks ] || return 0
	while read -r lock; do
		[ "$(readlink "$lock")" != "$job" ] || rm -f "$lock"
	done <name-locks
	rm -f name-locks
}

verb=$1
shift
"$verb" "$@"
