# What a recovery does, by the state of the job.
# shellcheck shell=sh disable=SC2034,SC2154 # see state.sh

# The job died without a status. After its last step everything was done, and only its end was not recorded.
end_interrupted() {
	# A runner that is killed alone leaves its step running.
	[ ! -e step.pid ] || stop_step :
	prepare
	find_held
	# A job removes each of these at its end; an undo would then remove what the job has made.
	if [ ! -s events.ndjson ] && [ ! -e ballast ] && [ ! -e "$unfinished/$job" ] && [ -z "$held" ]; then
		finish_job interrupted 'The events and the outcome of this job are lost. It was not at work any more, so nothing was rolled back.'
	fi
	eval "step_id=\$id_$step_count"
	# The number of the incomplete event stays taken: a client may have received it.
	[ -z "$was_cut" ] || event '' log 'An incomplete line was removed here.'
	if grep -aqF "\"step\":\"$step_id\",\"kind\":\"step-ended\"" events.ndjson; then finish_job 'done' "$done_text$(print_notes)"; fi
	lock_for_recovery
	# Written by an end whose status is lost: everything is tried again.
	rm -f left
	find_begun
	roll_back
	finish_job interrupted "The job was interrupted on the worker; what it had begun was rolled back.$left"
}

# Retries the undo that failed, unless another job works there by now.
retry_undo() {
	read_numbers left
	wanted=$numbers
	prepare
	lock_for_recovery
	# A power cut may have emptied the list.
	if [ "$wanted" = ' ' ]; then find_begun; else set_begun "$wanted"; fi
	roll_back
	left=${left# }
	if [ -n "$left_numbers" ]; then
		# shellcheck disable=SC2086 # words
		printf '%s\n' $left_numbers >left.tmp && mv left.tmp left
	else
		rm -f left
	fi
	release_all
	event '' job-ended "${left:-Everything is rolled back now.}" ",\"outcome\":\"$outcome\""
}

# [cleared]: without its whole plan nothing can be undone. The log says so, and its locks are released, so that it blocks nobody;
# they are recorded for the clean-up by leftovers.sh.
end_without_plan() {
	if [ "$1" != cleared ] && [ -n "$outcome" ]; then exit 24; fi
	[ ! -e step.pid ] || stop_step :
	prepare
	find_held
	if [ "$1" = cleared ]; then
		rm -f left
		finish_job "${outcome:-interrupted}" "The plan of this job was lost. Its DevBox was resumed and what carries the job's name was removed; check the DevBox."
	fi
	{ read -r each && read -r locks; } 2>/dev/null <"$unfinished/$job" || locks=
	[ -d "$unfinished" ] || mkdir -p "$unfinished"
	printf '%s\n%s\n' "$identity" "$locks$held" >"$unfinished/$job"
	echo plan >left
	left=1
	finish_job "${outcome:-interrupted}" "The plan of this job is lost, so it cannot be rolled back. \`ingot recover $job\` resumes its DevBox and removes what carries its name." 24
}

# The job died between its status and its last event.
log_end() {
	find_held
	release_all
	case $(tail -n 1 events.ndjson) in *'"kind":"job-ended"'*) return 0 ;; esac
	exec 4>>events.ndjson
	event '' job-ended "The job has ended: $outcome." ",\"outcome\":\"$outcome\""
}
