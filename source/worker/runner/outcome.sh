# The end of a job.
# shellcheck shell=sh disable=SC2154 # see state.sh

# OUTCOME: writes the status and syncs it before it is renamed into place.
write_status() {
	# shellcheck disable=SC2015,SC2086 # words; a failure is ignored
	[ -z "$left_numbers" ] || printf '%s\n' $left_numbers >left
	read_time
	printf '{"outcome":"%s","at":"%s"}\n' "$1" "$at" >status.tmp || return 1
	sync status.tmp 2>/dev/null
	mv status.tmp status.json
}

# Prints what steps have added to a successful outcome.
print_notes() { [ ! -f notes ] || [ -h notes ] || head -c 2000 notes | while IFS= read -r note; do printf ' %s' "$note"; done; }

# OUTCOME TEXT [EXIT_CODE]: ends the job. The status comes first: a job without one is rolled back when it is found, which is also
# what happens where the disk has no space for it.
finish_job() {
	: >ballast
	write_status "$1" 2>/dev/null || exit 1
	release_all
	event '' job-ended "$2" ",\"outcome\":\"$1\""
	sync events.ndjson . 2>/dev/null
	prune
	exit "${3:-0}"
}

# [REASON [CODE]]: rolls back and ends a job whose step failed with that code, or that was cancelled.
fail_job() {
	why=${1:-exit code ${2:-0}} result=failed
	case ${2:-0} in 3) result=refused ;; 5) result=conflict ;; esac
	# 255: what it was is not known.
	[ -n "${1:-}" ] || [ "${2:-0}" -le 128 ] || [ "$2" = 255 ] || why="A process on the worker ended it with signal $(($2 - 128)). Try again."
	log_cancel
	[ -z "$cancelled" ] || result=cancelled why=$cancel_text
	[ -z "$step_id" ] || event "$step_id" step-failed "$why"
	# Nothing is rolled back while a failed step still has running processes.
	[ ! -e step.pid ] || stop_step log_late
	roll_back
	[ "$left" != " Not rolled back: $why" ] || left=' (It is not rolled back.)'
	finish_job "$result" "$why$left"
}
