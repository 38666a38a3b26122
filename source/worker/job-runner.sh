#!/bin/sh
# Runs one job on the worker, whoever is watching. The working directory is the job's folder:
#   plan.sh        the steps (generated): title, done_text, busy_text, locks, step_count, and for each id_N, settles_N, work_N,
#                  undo_N
#   events.ndjson  one JSON object a line, only ever appended; seq is the line number
#   started        the steps begun, and settled those with nothing left to take back
#   pid            process id, its start time and the boot id: together they name one process
#   recovering     who takes it back after the runner died, named the same way (a symbolic link)
#   status.json    the outcome; written once, whole
#
# job-runner.sh run      runs the plan
# job-runner.sh recover  takes back what a runner that died has left; harmless for a job that lives or has ended
# shellcheck disable=SC1091,SC2154 # plan.sh sets title, done_text, locks, step_count
set -u
umask 077
LC_ALL=C
export LC_ALL

most_bytes=4096   # of one log line
grace_fifths=15   # fifths of a second between asking a cancelled step to end and ending it
cr=$(printf '\r')
controls=$(printf '\001\002\003\004\005\006\007\010\011.\013\014\015\016\017\020\021\022\023\024\025\026\027\030\031\032\033\034\035\036\037')
locks_folder=../../locks
day='' clock=0 clock_uptime=-6000
read -r boot_id </proc/sys/kernel/random/boot_id

# --- events -----------------------------------------------------------------------------------------------------------

# → $at. A process for each event would cost more than many a step itself: the clock is read once a minute, and in between
# /proc/uptime tells how much later it is, in hundredths of a second.
now() {
	read -r uptime _ 2>/dev/null </proc/uptime || uptime=0.00
	later=$((${uptime%.*} * 100 + 1${uptime#*.} - 100 - clock_uptime))
	if [ "$later" -ge 6000 ] || [ $((clock + later)) -ge 8640000 ]; then
		clock_uptime=$((clock_uptime + later)) later=0
		read_clock
	fi
	tell_time $((clock + later))
}

# → $day and $clock, hundredths of a second since midnight. busybox has no %3N.
read_clock() {
	day=$(date -u '+%Y-%m-%d 1%H 1%M 1%S 1%3N')
	# shellcheck disable=SC2086 # words
	set -- $day
	day=$1
	case $5 in *[!0-9]*) set -- "$1" "$2" "$3" "$4" 1000 ;; esac
	clock=$((($2 - 100) * 360000 + ($3 - 100) * 6000 + ($4 - 100) * 100 + ($5 - 1000) / 10))
}

# The 1 in front keeps the zeros.
tell_time() {
	set -- $(($1 / 360000 + 100)) $(($1 / 6000 % 60 + 100)) $(($1 / 100 % 60 + 100)) $(($1 % 100 + 100))
	at=${day}T${1#1}:${2#1}:${3#1}.${4#1}0Z
}

# $1 → $json, for between quotes. With %% a shell looks for the first character from the left; with % it would compare
# the whole rest at every place.
to_json() {
	rest=$1 json=
	while :; do
		case $rest in
		*[\\\"[:cntrl:]]*)
			head=${rest%%[\\\"[:cntrl:]]*}
			rest=${rest#"$head"}
			to_escape "${rest%%"${rest#?}"}"
			json=$json$head$escape
			rest=${rest#?}
			;;
		*)
			json=$json$rest
			return
			;;
		esac
	done
}

# One character → $escape. Its place among the control characters is its code.
to_escape() {
	case $1 in
	[\\\"]) escape=\\$1 ;;
	*)
		escape=${controls%%"$1"*}
		code_of=$((${#escape} + 1))
		[ "$code_of" -lt 32 ] || code_of=127
		set -- 0 1 2 3 4 5 6 7 8 9 a b c d e f
		high=$((code_of / 16))
		shift $((code_of % 16))
		escape="\\u00$high$1"
		;;
	esac
}

# $1 → $clean: at most so many bytes, and what a progress bar drew last.
to_line() {
	clean=$1
	[ "${#clean}" -le "$most_bytes" ] || clean="$(printf "%.${most_bytes}s" "$clean") … (${#1} bytes)"
	clean=${clean%"$cr"}
	case $clean in *"$cr"*) clean=${clean##*"$cr"} ;; esac
}

# event STEP KIND TEXT [more JSON]; one that does not fit on the disk does not count.
event() {
	to_json "$3"
	seq=$((seq + 1))
	printf '{"seq":%d,"at":"%s","job":"%s","step":"%s","kind":"%s","text":"%s"%s}\n' \
		"$seq" "$at" "$job" "$1" "$2" "$json" "${4:-}" >&4 2>/dev/null || seq=$((seq - 1))
}

# --- processes and locks ----------------------------------------------------------------------------------------------

# PID → $started_at, clock ticks since boot: field 22 of stat, and the second field may hold blanks. A zombie is dead.
start_time() {
	started_at=
	read -r stat 2>/dev/null <"/proc/$1/stat" || return 1
	# shellcheck disable=SC2086 # fields
	set -- ${stat##*) }
	[ "$1" != Z ] || return 1
	started_at=${20}
}

# PID START BOOT
lives() { [ "${3:-}" = "$boot_id" ] && start_time "$1" && [ "$started_at" = "$2" ]; }

# FOLDER: whether the runner of that job lives.
is_alive() {
	[ -f "$1/pid" ] && read -r pid began boot 2>/dev/null <"$1/pid" && lives "$pid" "$began" "$boot"
}

# A symbolic link is made in one act, together with its owner's name. What a dead owner has left is taken back before its
# lock is free, or its undo would disturb us later.
lock() {
	tries=0
	until ln -s "$job" "$locks_folder/$1" 2>/dev/null; do
		holder=$(readlink "$locks_folder/$1") || holder=
		tries=$((tries + 1))
		[ "$tries" -le 20 ] || return 1
		case $holder in
		"$job") return 0 ;;
		'') continue ;;
		*[!a-z0-9-]*) return 1 ;;
		esac
		if is_alive "../$holder"; then return 1; fi
		if [ -e "../$holder/plan.sh" ]; then
			(cd "../$holder" && exec sh ./job-runner.sh recover) </dev/null >/dev/null 2>&1 4>&-
		else
			rm -f "$locks_folder/$1"
		fi
	done
}

# → $held, where another process took them: which of the locks are this job's.
find_held() {
	held=
	for each in $locks; do
		[ "$(readlink "$locks_folder/$each")" != "$job" ] || held="$held $each"
	done
}

# With the last step's pipe, in one process.
unlock_all() {
	set -- out
	for each in $held; do set -- "$@" "$locks_folder/$each"; done
	rm -f "$@"
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
	tries=0
	# The number may be somebody else's by now. A script that was killed alone leaves behind what it had started.
	if start_time "$group"; then
		[ "$started_at" = "$began" ] || return 0
	else
		group_lives "$group" "$(pwd -P)" || return 0
	fi
	while kill -TERM "-$group" 2>/dev/null; do
		tries=$((tries + 1))
		[ "$tries" -lt "$grace_fifths" ] || kill -KILL "-$group" 2>/dev/null
		group_lives "$group" || return 0
		sleep 0.2
	done
}

# group_lives GROUP [FOLDER]: whether one of that group is no zombie, and works in that folder. A group of zombies can be
# signalled for ever where nobody reaps.
group_lives() {
	for stat_file in /proc/[0-9]*/stat; do
		read -r stat 2>/dev/null <"$stat_file" || continue
		# shellcheck disable=SC2086 # fields: state, parent, group
		set -- "$1" "${2:-}" ${stat##*) }
		if [ "$5" != "$1" ] || [ "$3" = Z ]; then continue; fi
		if [ -z "$2" ] || [ "$(readlink "${stat_file%stat}cwd")" = "$2" ]; then return 0; fi
	done
	return 1
}

cancel() {
	interrupted=1
	[ -z "$cancelled" ] || return 0
	cancelled=1
	[ "$running" = work ] || return 0
	(stop_step) </dev/null >/dev/null 2>&1 4>&- &
	stopper=$!
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
	# A pipe of its own: what another step has left behind may still hold that one's.
	[ ! -e step.pid ] || rm -f out code step.pid
	mkfifo out
	(
		# shellcheck disable=SC2016 # the step's shell expands it
		setsid sh -c '. ./plan.sh; "$1"' step "$2_$1" &
		start_time $! && echo "$! $started_at" >step.pid
		wait $! 2>/dev/null
		echo $? >code
		printf '\n%s\n' "$token"
	) >out 2>&1 </dev/null 4>&- &
	while :; do
		interrupted='' line=''
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
	# Nothing is taken back while a cancelled step still has processes at work.
	until [ -z "$stopper" ] || ! start_time "$stopper"; do sleep 0.1; done
	stopper=
	read -r code 2>/dev/null <./code || code=255
	now
}

log() {
	to_line "$1"
	now
	event "$id" log "$clean"
	[ -z "$clean" ] || said=$clean
}

# Takes back every started step that is not settled, last first. What fails here is told and never hides the reason: it
# is $left for the outcome to say, too.
undo_all() {
	reversed='' left=''
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
			[ "$said" = "${why:-}" ] || left="$left Not taken back: ${said:-$id, exit code $code}"
		fi
	done
}

# end OUTCOME TEXT. The status comes first: whoever finds a job without one takes it back.
end() {
	now
	printf '{"outcome":"%s","at":"%s"}\n' "$1" "$at" >status.tmp
	sync status.tmp 2>/dev/null
	mv status.tmp status.json
	unlock_all
	event '' job-ended "$2" ",\"outcome\":\"$1\""
	exit 0
}

# --- commands ---------------------------------------------------------------------------------------------------------

prepare() {
	. ./plan.sh
	cancelled='' told='' interrupted='' running='' stopper='' id='' code=0 said='' cancel_text=''
	read -r token </proc/sys/kernel/random/uuid
	exec 4>>events.ndjson
	trap cancel TERM
	trap '' HUP INT
	start_time $$
	printf '%s %s %s\n' $$ "$started_at" "$boot_id" >pid.tmp
	mv pid.tmp pid
	now
}

run() {
	seq=0 held=
	prepare
	: >started
	: >settled
	event '' job-started "$title"
	[ -d "$locks_folder" ] || mkdir -p "$locks_folder"
	for each in $locks; do
		lock "$each" || is_busy
		held="$held $each"
	done
	number=0
	while [ "$number" -lt "$step_count" ]; do
		[ -z "$cancelled" ] || give_up
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
	end 'done' "$done_text"
}

is_busy() {
	[ -z "${busy_text:-}" ] || end conflict "$busy_text: ${holder:-unknown}."
	end conflict "Another job holds it: ${holder:-unknown}. Follow that one, or try again when it has ended."
}

# A step failed, or somebody cancelled: everything is taken back.
give_up() {
	why=${said:-exit code $code} outcome=failed
	case $code in 3) outcome=refused ;; 5) outcome=conflict ;; esac
	[ -n "$said" ] || [ "$code" -le 128 ] || why="Somebody ended it on the worker, by signal $((code - 128)). Try again."
	tell_cancel
	[ -z "$cancelled" ] || outcome=cancelled why=$cancel_text
	[ -z "$id" ] || event "$id" step-failed "$why"
	# Nothing is taken back either while something of a step that failed is still at work.
	[ ! -e step.pid ] || stop_step
	undo_all
	end "$outcome" "$why$left"
}

# Waits for somebody else who is at it; one who died at it is replaced.
claim_recovery() {
	start_time $$
	until ln -s "$$ $started_at $boot_id" recovering 2>/dev/null; do
		# shellcheck disable=SC2046 # three words
		if lives $(readlink recovering || echo gone gone); then sleep 0.1; else rm -f recovering; fi
		start_time $$
	done
}

recover() {
	if is_alive .; then exit 0; fi
	claim_recovery
	if is_alive .; then
		rm -f recovering
		exit 0
	fi
	# Killed alone, a runner leaves its step behind.
	[ -e status.json ] || [ ! -e step.pid ] || stop_step
	# A power cut may have left half a line: it keeps its number and is passed over.
	[ ! -s events.ndjson ] || [ -z "$(tail -c 1 events.ndjson)" ] || echo >>events.ndjson
	seq=$(wc -l <events.ndjson)
	[ -e started ] || : >started
	if [ ! -e status.json ]; then
		prepare
		find_held
		undo_all
		trap 'rm -f recovering' EXIT
		end interrupted 'The job was interrupted on the worker; what it had begun was taken back.'"$left"
	fi
	complete_end
	rm -f recovering
}

# It died between its status and its last words.
complete_end() {
	. ./plan.sh
	find_held
	unlock_all
	case $(tail -n 1 events.ndjson) in *'"kind":"job-ended"'*) return 0 ;; esac
	read -r status <status.json
	outcome=${status#*'"outcome":"'}
	outcome=${outcome%%\"*}
	exec 4>>events.ndjson
	now
	event '' job-ended "The job has ended: $outcome." ",\"outcome\":\"$outcome\""
}

job=${PWD##*/}
case $1 in
run) run ;;
recover) recover ;;
esac
