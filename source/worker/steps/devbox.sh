#!/bin/sh
# Starts, stops, pauses, renames or removes a DevBox of the user. Runs in the job's folder. Exit codes: 0 done, 1 failed, 3 another user's,
# 5 the name is taken.

# shellcheck source=source/worker/steps/step-prelude.sh
. ./step-prelude.sh

# shellcheck source=source/worker/steps/ownership.sh
. ./ownership.sh

# check ID USER
check() {
	found=$(podman container inspect --format '{{.Id}}' "$1" 2>/dev/null) || ! was_killed $? ||
		refuse 1 'Podman was killed while it inspected the DevBox. Try again.'
	[ "$found" = "$1" ] || refuse 3 'The DevBox is gone.'
	owner_of "$1"
	[ "$owner" = "$2" ] || refuse 3 "The DevBox belongs to ${owner:-no known user}. Only its owner can change it."
}

state_of() { podman container inspect --format '{{.State.Status}}' "$1" 2>/dev/null; }

# start ID
start() {
	state=$(state_of "$1") || must_answer $?
	case $state in
	running) ;;
	paused) podman unpause "$1" >/dev/null || exit 1 ;;
	*) podman start "$1" >/dev/null || exit 1 ;;
	esac
	state=$(state_of "$1") || must_answer $?
	[ "$state" = running ] || refuse 1 'The DevBox ended at once. Its output shows why.'
}

# resume ID: takes a pause back. What somebody has stopped or removed meanwhile stays so.
resume() {
	state=$(state_of "$1") || ! was_killed $? ||
		refuse 1 "Podman was killed while it inspected the DevBox. If it is still paused: podman unpause $1"
	[ "$state" != paused ] || podman unpause "$1" >/dev/null || exit 1
}

# rename ID NAME: also undoes itself, so the same name is no error.
rename() {
	named=$(podman container inspect --format '{{.Name}}' "$1") || exit 1
	[ "$named" != "$2" ] || return 0
	if podman_has container "$2"; then refuse 5 "Another container of the worker is named $2."; fi
	podman rename "$1" "$2" || exit 1
}

verb=$1
shift
"$verb" "$@"
