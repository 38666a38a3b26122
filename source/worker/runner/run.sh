# Running a job.
# shellcheck shell=sh disable=SC1091,SC2034,SC2154 # see state.sh; plan.sh is generated

# Makes this process the one that works on the job, and opens the event log.
prepare() {
	read -r token </proc/sys/kernel/random/uuid
	exec 4>>events.ndjson
	trap on_cancel TERM
	trap 'late=1 interrupted=1' USR1
	trap '' HUP INT
	identify
	# Without this file the job would look dead.
	if ! echo "$identity" >"pid.tmp.$$" || ! mv "pid.tmp.$$" pid; then
		rm -f "pid.tmp.$$"
		echo 'The disk of the home folder is full, or it cannot be written.' >&2
		exit 1
	fi
}

# Whether the job was recovered before its runner had started.
is_recovered() { [ -e status.json ] || [ -h recovering ]; }

run() {
	if is_recovered; then exit 0; fi
	. ./plan.sh
	prepare
	# Checked again now that the runner can be seen, as a recovery does.
	if is_recovered; then exit 0; fi
	[ ! -e hidden ] || { hidden=$(cat hidden) && rm -f hidden; }
	: >started
	: >settled
	printf %16384s '' >ballast
	[ -d "$unfinished" ] || mkdir -p "$unfinished"
	printf '%s\n%s\n' "$identity" "$locks" >"$unfinished/$job"
	event '' job-started "$title"
	[ -d "$locks_folder" ] || mkdir -p "$locks_folder"
	[ -z "${slots:-}" ] || wait_for_slot
	for each in $locks; do
		lock "$each" || fail_busy "$each" "$holder"
		held="$held $each"
	done
	number=0
	while [ "$number" -lt "$step_count" ]; do
		number=$((number + 1))
		work "$number"
	done
	finish_job 'done' "$done_text$(print_notes)"
}

# NUMBER: does one step of the plan, or fails the job.
work() {
	[ -z "$cancelled" ] || fail_job
	eval "step_id=\$id_$1 settles=\${settles_$1:-}"
	make_pipe || {
		step_id=''
		fail_job "$no_pipe"
	}
	# A step without a record could not be rolled back after a crash.
	echo "$1" 2>/dev/null >>started || {
		step_id=''
		fail_job 'The disk of the home folder is full.'
	}
	begun="$1 $begun"
	event "$step_id" step-started ''
	run_step "$1" work
	# A cancel during the last step is too late once the step succeeds.
	if [ "$exit_code" != 0 ] || { [ -n "$cancelled" ] && [ "$1" -lt "$step_count" ]; }; then
		fail_job "$reason" "$exit_code"
	fi
	[ -z "$settles" ] || echo "$settles" >>settled
	event "$step_id" step-ended ''
}
