# The job's event log, file descriptor 4.
# shellcheck shell=sh disable=SC2034,SC2154 # see state.sh
cr=$(printf '\r')
newline='
'

# TEXT: sets $clean, the text as one log line: of limited length, and only what a progress bar drew last.
clean_line() {
	clean=$1
	[ -z "$hidden" ] || hide_values
	[ "${#clean}" -le "$max_line" ] || clean="$(printf "%.${max_line}s" "$clean") … (${#1} bytes)"
	clean=${clean%"$cr"}
	case $clean in *"$cr"*) clean=${clean##*"$cr"} ;; esac
}

# Replaces the values in $hidden, one a line, in $clean.
hide_values() {
	values=$hidden
	while [ -n "$values" ]; do
		value=${values%%"$newline"*}
		values=${values#"$value"} values=${values#"$newline"}
		rest=$clean clean=
		while :; do
			case $rest in *"$value"*) ;; *) break ;; esac
			clean="$clean${rest%%"$value"*}‹hidden›" rest=${rest#*"$value"}
		done
		clean=$clean$rest
	done
}

# STEP KIND TEXT [MORE JSON]: appends an event, which does not count where the disk has no space for it. Sets $event_bytes.
event() {
	read_time
	escape_json "$3"
	seq=$((seq + 1)) event_bytes=$((${#json} + 120))
	printf '{"seq":%d,"at":"%s","job":"%s","step":"%s","kind":"%s","text":"%s"%s}\n' \
		"$seq" "$at" "$job" "$1" "$2" "$json" "${4:-}" >&4 2>/dev/null || {
		seq=$((seq - 1))
		remove_half_line
	}
}

# TEXT: logs a message of the runner itself.
log_message() {
	clean_line "$1"
	event "$step_id" log "$clean"
}

# A full disk or a power cut leaves half a line, or zeros. Truncates in place, for readers that have the file open.
remove_half_line() {
	[ -s events.ndjson ] || return 0
	[ "$(tail -c 1 events.ndjson | wc -l)" -eq 0 ] || return 0
	half=$(tail -n 1 events.ndjson | wc -c)
	all=$(wc -c <events.ndjson)
	dd if=/dev/null of=events.ndjson bs=1 seek=$((all - half)) 2>/dev/null
	was_cut=1
}
