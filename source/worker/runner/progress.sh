# How far the running step is. A step prints RS, the bytes done, a space and the bytes in total (0 where nobody knows); see
# report_progress in step-prelude.sh. Such a line becomes an event instead of a line of the log.
# shellcheck shell=sh disable=SC2034,SC2154 # see state.sh
record_mark=$(printf '\036')
progress_second=0 # of the uptime, when the last one was written
progress_bytes='' # those done then; empty until the step has reported any

# LINE: whether it reports progress. Writes it at most once a second, and where it moves by less than 1/400 only every ten
# seconds: a copy of ten hours takes less than 1 MB of the event log.
is_progress() {
	case $1 in "$record_mark"*' '*) ;; *) return 1 ;; esac
	bytes_done=${1%% *} bytes_total=${1#* }
	bytes_done=${bytes_done#"$record_mark"}
	is_count "$bytes_done" && is_count "$bytes_total" || return 1
	[ "$logged" -le "$max_log" ] && read -r uptime _ 2>/dev/null </proc/uptime || return 0
	if [ -n "$progress_bytes" ]; then
		since=$((${uptime%.*} - progress_second)) moved=$((bytes_done - progress_bytes))
		[ "$since" -ge 1 ] || return 0
		[ "$since" -ge 10 ] || { [ "$bytes_total" -gt 0 ] && [ $((moved * 400)) -ge "$bytes_total" ]; } || return 0
	fi
	progress_second=${uptime%.*} progress_bytes=$bytes_done
	event "$step_id" progress "$bytes_done $bytes_total"
	logged=$((logged + event_bytes))
}

# WORD: whether it is a number that the arithmetic of every shell can take.
is_count() {
	case $1 in '' | *[!0-9]* | 0?* | ????????????????*) return 1 ;; esac
}
