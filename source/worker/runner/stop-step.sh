# Cancelling: ends a step with all processes that it started.
# shellcheck shell=sh disable=SC2034,SC2154 # see state.sh

# ON_LATE: ends the running step: SIGTERM, and SIGKILL after three seconds. Calls ON_LATE when it has not ended after five:
# a process that is frozen, or blocked on a disk, outlasts every signal.
stop_step() {
	tries=0 group=''
	until read -r group began 2>/dev/null <step.pid; do
		tries=$((tries + 1))
		[ "$tries" -lt 50 ] || return 0
		[ ! -e code ] || return 0
		sleep 0.2
	done
	read -r uptime _ </proc/uptime
	asked=${uptime%.*}
	# The number may have been reused. A step that was killed alone leaves its children behind.
	if start_time "$group"; then
		[ "$started_at" = "$began" ] || return 0
	else
		is_group_alive "$group" "$(pwd -P)" || return 0
	fi
	# It has its group a moment later than its number.
	tries=0
	until kill -0 "-$group" 2>/dev/null || ! start_time "$group" || [ "$tries" -ge 100 ]; do
		tries=$((tries + 1))
		sleep 0.05
	done
	while kill -TERM "-$group" 2>/dev/null; do
		read -r uptime _ </proc/uptime
		passed=$((${uptime%.*} - asked))
		[ "$passed" -lt "$grace_seconds" ] || kill -KILL "-$group" 2>/dev/null
		if [ "$passed" -ge "$late_seconds" ]; then
			"$1"
			set -- :
		fi
		is_group_alive "$group" || return 0
		sleep 0.2
	done
}

# GROUP [FOLDER]: whether a process of the group is alive, and works in the folder. Where nobody reaps, a group of zombies can
# be signalled for ever. Sets $member, its folder in /proc, and $member_state.
is_group_alive() {
	for stat_file in /proc/[0-9]*/stat; do
		read -r stat 2>/dev/null <"$stat_file" || continue
		# shellcheck disable=SC2086 # fields: state, parent, group
		set -- "$1" "${2:-}" ${stat##*) }
		if [ "$5" != "$1" ] || [ "$3" = Z ]; then continue; fi
		if [ -z "$2" ] || [ "$(readlink "${stat_file%stat}cwd")" = "$2" ]; then
			member=${stat_file%/stat} member_state=$3
			return 0
		fi
	done
	return 1
}

# For the process that stops the step: makes the runner log it, which alone writes events.
request_late_log() { kill -USR1 $$; }

# Logs the process that a cancel is still waiting for.
log_late() {
	late='' group=''
	read -r group _ 2>/dev/null <step.pid || return 0
	is_group_alive "$group" || return 0
	command=$(tr '\000' ' ' <"$member/cmdline") 2>/dev/null
	log_message "Waiting for the end of ${command:-a command} (process ${member#/proc/}, state $member_state)"
}

# Handles SIGTERM.
on_cancel() {
	interrupted=1
	[ -z "$cancelled" ] || return 0
	cancelled=1
	[ "$running" != work ] || end_step
}

# Starts the process that stops the step.
end_step() {
	(stop_step request_late_log) </dev/null >/dev/null 2>&1 4>&- &
	stopper=$!
}

# Logs a cancel, once.
log_cancel() {
	if [ -z "$cancelled" ] || [ -n "$cancel_text" ]; then return 0; fi
	clean_line "Cancelled by $(cat cancel 2>/dev/null || echo a signal)."
	cancel_text=$clean
	event '' cancel-requested "$cancel_text"
}
