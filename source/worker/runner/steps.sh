# Running one step, or its undo.
# shellcheck shell=sh disable=SC2034,SC2154 # see state.sh

no_pipe='No named pipe can be made in the home folder on the worker: it is full, or its file system has none. Free space there, and try again.'

# Makes the pipe for the output of the next step: a process that another step left behind may still hold the old one. Where the
# disk takes no new one, the old one serves, above all for an undo.
make_pipe() {
	rm -f code step.pid out.new
	{ mkfifo out.new && mv -f out.new out; } 2>/dev/null
	[ -p out ]
}

# NUMBER work|undo: runs it, once its pipe is made; its output becomes events. Sets $exit_code and $reason, the last line that it printed.
# A subshell outside of the step's session waits for the step and then writes a token that no output can guess, and the exit code: neither
# a killed step nor a process that keeps the pipe open can block the runner, and no code is lost where the disk is full.
run_step() {
	eval "step_id=\$id_$1"
	reason='' blank='' carry='' progress_bytes='' exit_code='' opened=''
	# Without it the step would run, but nobody would wait for its end.
	[ -p out ] || {
		exit_code=1 reason=$no_pipe
		return 0
	}
	running=$2
	# A cancel since the last step has found nothing to end.
	[ -z "$cancelled" ] || [ "$running" != work ] || [ -n "$stopper" ] || end_step
	(
		# shellcheck disable=SC2016 # the step's shell expands it
		setsid sh -c '. ./plan.sh; "$1"' step "$2_$1" &
		start_time $! && echo "$! $started_at" >step.pid
		wait $! 2>/dev/null
		set -- $?
		echo "$1" 2>/dev/null >code
		printf '\n%s %s\n' "$token" "$1"
	) >out 2>&1 </dev/null 4>&- &
	# busybox and dash give up when a signal comes while they open it: that a child has ended, or a cancel.
	until [ -n "$opened" ] || [ ! -p out ]; do
		{ opened=1; read_output; } <out
	done
	running=
	log_cancel
	# Nothing is rolled back while a cancelled step still has running processes.
	until [ -z "$stopper" ] || ! start_time "$stopper"; do
		[ -z "$late" ] || log_late
		sleep 0.1
	done
	stopper=
	[ -n "$exit_code" ] || read -r exit_code 2>/dev/null <./code || exit_code=255
}

# Logs the step's output, which is stdin, until its token or its end.
read_output() {
	while :; do
		interrupted='' line=''
		if IFS= read -r line; then
			line=$carry$line carry=
			case $line in "$token "*) exit_code=${line##* } && break ;; esac
			[ -z "$blank" ] || log_output ''
			blank=
			if [ -z "$line" ]; then blank=1; else log_output "$line"; fi
		elif [ -n "$interrupted" ]; then
			carry=$carry$line # a signal interrupted the read
		else
			break
		fi
		log_cancel
		[ -z "$late" ] || log_late
	done
}

# LINE: logs a line of the step's output, and keeps it in $reason; progress is no line of the log.
log_output() {
	! is_progress "$1" || return 0
	clean_line "$1"
	case $clean in
	'') ;;
	# Podman prints what it could not clean up after the error itself.
	'time="'*' level='*) [ -n "$reason" ] || reason=$clean ;;
	*) reason=$clean ;;
	esac
	if [ "$logged" -gt "$max_log" ]; then
		[ -z "$is_cut" ] || return 0
		is_cut=1 clean='The log is truncated here because it is too long. Further output is discarded.'
	fi
	event "$step_id" log "$clean"
	logged=$((logged + event_bytes))
}
