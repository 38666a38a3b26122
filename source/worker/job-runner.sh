#!/bin/sh
# Runs one job on the worker, whoever is watching. The working directory is the job's folder:
#   plan.sh        the steps (generated): title, done_text, locks, step_count, and for each id_N, settles_N, work_N, undo_N
#   events.ndjson  one JSON object a line, only ever appended; seq is the line number
#   started        the steps begun, and those that are settled, for whoever has to take them back
#   pid            process id, its start time and the boot id: together they name one process
#   status.json    the outcome; written once, whole
#
# job-runner.sh run      runs the plan
# job-runner.sh recover  takes back what a runner that died has left
# job-runner.sh step     one step, in a session of its own (internal)
# shellcheck disable=SC1091,SC2154 # plan.sh sets title, done_text, locks, step_count
set -u
umask 077
LC_ALL=C
export LC_ALL

most_bytes=16384 # of one log line
grace_fifths=15   # fifths of a second between asking a cancelled step to end and ending it
cr=$(printf '\r')
locks_folder=../../locks

# --- events -----------------------------------------------------------------------------------------------------------

# busybox has no %3N.
now() {
	at=$(date -u +%Y-%m-%dT%H:%M:%S.%3NZ)
	case $at in *.3NZ | *%*) at=$(date -u +%Y-%m-%dT%H:%M:%S.000Z) ;; esac
	read -r asked_s _ </proc/uptime 2>/dev/null || asked_s=0
	asked_s=${asked_s%.*}
}

# A flood of log lines shares the time of the second: a process for each would cost more than the step itself.
roughly_now() {
	read -r uptime_s _ </proc/uptime 2>/dev/null || uptime_s=-1
	[ "${uptime_s%.*}" = "$asked_s" ] || now
}

# $1 → $json, for between quotes. Control characters are gone already.
to_json() {
	rest=$1 json=
	while :; do
		case $rest in
		*[\\\"]*)
			json=$json${rest%%[\\\"]*}
			rest=${rest#"${rest%%[\\\"]*}"}
			json=$json\\${rest%"${rest#?}"}
			rest=${rest#?}
			;;
		*)
			json=$json$rest
			return
			;;
		esac
	done
}

# $1 → $clean: one line without control characters, what a progress bar drew last, at most so many bytes.
to_line() {
	clean=$1
	[ "${#clean}" -le "$most_bytes" ] || clean=$(printf "%.${most_bytes}s" "$clean")
	clean=${clean%"$cr"}
	clean=${clean##*"$cr"}
	case $clean in *[[:cntrl:]]*) clean=$(printf '%s' "$clean" | tr '\t' ' ' | tr -d '\000-\037\177') ;; esac
}

# event STEP KIND TEXT [more JSON]
event() {
	to_json "$3"
	seq=$((seq + 1))
	printf '{"seq":%d,"at":"%s","job":"%s","step":"%s","kind":"%s","text":"%s"%s}\n' \
		"$seq" "$at" "$job" "$1" "$2" "$json" "${4:-}" >&4
}

# --- processes and locks ----------------------------------------------------------------------------------------------

# PID → $started_at, clock ticks since boot: field 22 of stat, and the second field may hold blanks.
start_time() {
	started_at=
	read -r stat 2>/dev/null <"/proc/$1/stat" || return 1
	# shellcheck disable=SC2086 # fields
	set -- ${stat##*) }
	started_at=${20}
}

# FOLDER: whether the runner of that job lives.
is_alive() {
	read -r pid began boot 2>/dev/null <"$1/pid" || return 1
	[ "$boot" = "$(cat /proc/sys/kernel/random/boot_id)" ] && start_time "$pid" && [ "$started_at" = "$began" ]
}

# A symbolic link is made in one act, holds its owner, and works on NFS.
lock() {
	tries=0
	until ln -s "$job" "$locks_folder/$1" 2>/dev/null; do
		holder=$(readlink "$locks_folder/$1") || holder=
		tries=$((tries + 1))
		if [ "$holder" = "$job" ]; then return 0; fi
		if [ "$tries" -gt 20 ]; then return 1; fi
		case $holder in '' | *[!a-z0-9-]*) continue ;; esac
		if is_alive "../$holder"; then return 1; fi
		# Nobody holds it any more. A rename has one winner.
		mv "$locks_folder/$1" "$locks_folder/.stale-$job" 2>/dev/null && rm -f "$locks_folder/.stale-$job"
	done
}

unlock_all() {
	for each in $locks; do
		[ "$(readlink "$locks_folder/$each")" != "$job" ] || rm -f "$locks_folder/$each"
	done
}

# --- steps ------------------------------------------------------------------------------------------------------------

# Ends the running step and all that it started: asks for three seconds, then does.
stop_step() {
	tries=0 group=''
	until read -r group began 2>/dev/null <step.pid; do
		tries=$((tries + 1))
		[ "$tries" -lt 5 ] || return 0
		sleep 0.2
	done
	# The number may be somebody else's by now.
	start_time "$group" && [ "$started_at" = "$began" ] || return 0
	while kill -TERM "-$group" 2>/dev/null; do
		tries=$((tries + 1))
		[ "$tries" -lt "$grace_fifths" ] || kill -KILL "-$group" 2>/dev/null
		sleep 0.2
	done
}

cancel() {
	interrupted=1
	[ -z "$cancelled" ] || return 0
	cancelled=1
	[ "$running" != work ] || { (stop_step) </dev/null >/dev/null 2>&1 4>&- & }
}

tell_cancel() {
	if [ -z "$cancelled" ] || [ -n "$told" ]; then return 0; fi
	told=1
	to_line "Cancelled by $(cat cancel 2>/dev/null || echo a signal)."
	cancel_text=$clean
	now
	event '' cancel-requested "$cancel_text"
}

# run_step N work|undo: its output becomes events; leaves its exit $code and the last thing it $said.
# A subshell outside the step's session waits for it and writes a token that no output can guess: neither a killed step
# nor one that leaves a process with the pipe behind can hold us up.
run_step() {
	eval "id=\$id_$1"
	said='' blank='' carry='' running=$2
	rm -f out code step.pid
	mkfifo out
	(
		setsid sh ./job-runner.sh step "$1" "$2" &
		start_time $! && echo "$! $started_at" >step.pid
		wait $!
		echo $? >code
		printf '\n%s\n' "$token"
	) >out 2>&1 </dev/null 4>&- &
	while :; do
		interrupted=
		if IFS= read -r line; then
			line=$carry$line carry=
			[ "$line" != "$token" ] || break
			[ -z "$blank" ] || log ''
			blank=
			if [ -z "$line" ]; then blank=1; else log "$line"; fi
		elif [ -n "$interrupted" ]; then
			carry=$carry$line # a signal cut the read short
		else
			break
		fi
		tell_cancel
	done <out
	running=
	tell_cancel
	code=$(cat code 2>/dev/null) || code=255
	rm -f out
	now
}

log() {
	to_line "$1"
	roughly_now
	event "$id" log "$clean"
	[ -z "$clean" ] || said=$clean
}

# Takes back every started step that is not settled, last first. What fails here is told and never hides the reason.
undo_all() {
	reversed=
	while read -r number; do
		reversed="$number $reversed"
	done <started
	for number in $reversed; do
		eval "id=\$id_$number has=\${undo_has_$number:-}"
		grep -qx "$number" settled 2>/dev/null && has=
		[ -n "$has" ] || continue
		now
		event "$id" undo-started ''
		run_step "$number" undo
		if [ "$code" = 0 ]; then
			event "$id" undo-ended ''
		else
			event "$id" undo-failed "${said:-exit code $code}"
		fi
	done
}

# end OUTCOME TEXT
end() {
	unlock_all
	now
	event '' job-ended "$2" ",\"outcome\":\"$1\""
	printf '{"outcome":"%s","at":"%s"}\n' "$1" "$at" >status.tmp
	sync status.tmp events.ndjson 2>/dev/null || sync
	mv status.tmp status.json
	exit 0
}

# --- commands ---------------------------------------------------------------------------------------------------------

prepare() {
	. ./plan.sh
	cancelled='' told='' interrupted='' running='' id='' code=0 said='' cancel_text=''
	token=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
	exec 4>>events.ndjson
	trap cancel TERM
	trap '' HUP INT
	start_time $$
	printf '%s %s %s\n' $$ "$started_at" "$(cat /proc/sys/kernel/random/boot_id)" >pid.tmp
	mv pid.tmp pid
	now
}

run() {
	seq=0
	prepare
	: >started
	: >settled
	event '' job-started "$title"
	mkdir -p "$locks_folder"
	for each in $locks; do
		lock "$each" || end conflict "Another job holds it: ${holder:-unknown}. Follow that one, or try again when it has ended."
	done
	number=0
	while [ "$number" -lt "$step_count" ] && [ -z "$cancelled" ]; do
		number=$((number + 1))
		eval "id=\$id_$number settles=\${settles_$number:-}"
		echo "$number" >>started
		now
		event "$id" step-started ''
		run_step "$number" work
		# The last step done is the job done: a cancel that comes then is too late.
		if [ "$code" != 0 ] || { [ -n "$cancelled" ] && [ "$number" -lt "$step_count" ]; }; then
			give_up
		fi
		[ -z "$settles" ] || echo "$settles" >>settled
		event "$id" step-ended ''
	done
	[ "$number" = "$step_count" ] || give_up
	end 'done' "$done_text"
}

# A step failed, or somebody cancelled: everything is taken back.
give_up() {
	why=${said:-exit code $code} outcome=failed
	case $code in 3) outcome=refused ;; 5) outcome=conflict ;; esac
	tell_cancel
	[ -z "$cancelled" ] || outcome=cancelled why=$cancel_text
	event "$id" step-failed "$why"
	undo_all
	end "$outcome" "$why"
}

recover() {
	if [ -e status.json ] || is_alive .; then exit 0; fi
	ln -s "$$" recovering 2>/dev/null || exit 0
	# Killed alone, a runner leaves its step behind.
	[ ! -e step.pid ] || stop_step
	# A power cut may have left half a line: it keeps its number and is passed over.
	[ ! -s events.ndjson ] || [ -z "$(tail -c 1 events.ndjson)" ] || echo >>events.ndjson
	seq=$(wc -l <events.ndjson)
	prepare
	[ -e started ] || : >started
	undo_all
	rm -f recovering
	end interrupted 'The job was interrupted on the worker; what it had begun was taken back.'
}

job=$(basename "$PWD")
case $1 in
run) run ;;
recover) recover ;;
step)
	. ./plan.sh
	"$3_$2"
	;;
esac
