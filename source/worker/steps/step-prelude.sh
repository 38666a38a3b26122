#!/bin/sh
# Functions that every step uses; each script of steps reads this file first. Works in the job's folder.
set -u
umask 077
LC_ALL=C
export LC_ALL

# Where large files go.
large=${TMPDIR:-/var/tmp}
temporary_root() { printf '%s\n' "$large"; }
# To read an image, Podman writes a small file. On a full disk that fails and the file stays, and nothing could be undone.
if [ -d /dev/shm ] && [ -w /dev/shm ]; then
	TMPDIR=/dev/shm
	export TMPDIR
fi

# made_by JOB: prints the DevBoxes that the job started. A container whose image has the same label got it from there: a user
# who guessed a job's id could get the DevBoxes of others removed. Fails where Podman does not answer.
made_by() {
	boxes=$(podman ps --all --no-trunc --format '{{.ID}} {{.ImageID}}' --filter "label=io.clustercode.job=$1" \
		--filter 'label=io.clustercode.launched-by') || return 1
	while read -r box image; do
		[ -n "$box" ] || continue
		from=$(podman image inspect --format '{{index .Labels "io.clustercode.job"}}' "$image" 2>/dev/null) || return 1
		[ "$from" = "$1" ] || echo "$box"
	done <<-EOF
		$boxes
	EOF
}

newline='
'

# OUTPUT: prints the id in it. Some releases of Podman print warnings at every call, also after the id.
# Without other programs, because a launch waits for it.
id_in() {
	lines=$1$newline found=
	while [ -n "$lines" ]; do
		line=${lines%%"$newline"*}
		lines=${lines#*"$newline"}
		digits=${line#sha256:}
		case ${#digits}:$digits in 64:*[!0-9a-f]*) ;; 64:*) found=$line ;; esac
	done
	[ -z "$found" ] || printf '%s\n' "$found"
}

# CODE: whether a signal ended the command.
was_killed() { [ "$1" -ge 128 ]; }

# podman_has KIND NAME: whether Podman has an image, container or network of that name. No answer ends the step: it does not mean that
# nothing is there.
podman_has() {
	podman "$1" exists "$2"
	case $? in 0) ;; 1) return 1 ;; *) refuse 1 "Podman did not say whether $2 exists. Try again." ;; esac
}

# remove_container SECONDS ARGV …: podman rm, after so many seconds for its processes. A container whose start was just interrupted is
# busy for a moment, so it is tried again.
remove_container() {
	grace=$1 tries=1
	shift
	until podman rm --force --time "$grace" --volumes "$@" >/dev/null; do
		[ "$tries" -lt 4 ] || return 1
		tries=$((tries + 1))
		sleep 0.5
	done
}

# must_answer CODE: ends the step where a signal ended Podman, which otherwise fails for what is missing.
must_answer() { ! was_killed "$1" || refuse 1 'Podman was killed before it answered. Try again.'; }

# counted NUMBER ONE MANY: prints `1 entry` or `2 entries`.
counted() { if [ "$1" = 1 ]; then echo "1 $2"; else echo "$1 $3"; fi; }

# refuse CODE REASON: fails the step. The last line that it prints is shown as the reason.
refuse() {
	printf '%s\n' "$2" >&2
	exit "$1"
}

# report_progress DONE TOTAL, in bytes; TOTAL is 0 where it is unknown. Call it as often as it is known: the runner writes at
# most one a second.
report_progress() { printf '\036%s %s\n' "$1" "$2"; }
