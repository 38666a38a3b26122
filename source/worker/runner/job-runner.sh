#!/bin/sh
# Runs one job on the worker, whoever is watching. job-process.sh stands in front of it, in one file. The working directory is
# the job's folder:
#   plan.sh        the steps (generated): title, done_text, busy_text, locks, slots, keep_days, keep_count, step_count, and for
#                  each id_N, settles_N, work_N, undo_N
#   events.ndjson  one JSON object a line, only ever appended; seq is the line number
#   started        the steps begun, and settled those with nothing left to take back
#   left           the steps whose undo failed
#   waiting        while it waits for its turn
#   notes          what steps want to be said with a good outcome, a sentence a line
#   pid            who works on it, see job-process.sh
#   recovering     who takes it back after the runner died, named the same way (a symbolic link)
#   status.json    the outcome; written once, whole
#   ballast        room for the last words on a disk that is full by then
# Beside the jobs: locks; the queue of each machine; and unfinished, the jobs whose end is not known yet: as pid, and a line
# with their locks.
#
# job-runner.sh run           runs the plan
# job-runner.sh recover       takes back what a runner that died has left, or what could not be taken back before; harmless for a
#                             job that lives or has left nothing. Exit codes: 21 it is another
#                             machine's, 22 another job is at it, 23 there is a link in its folder, 24 its plan is
#                             lost, so only what carries its name can be cleaned up, by leftovers.sh
# job-runner.sh recover here  also a job of another machine, which is gone
# job-runner.sh recover cleared  after that clean-up
# shellcheck disable=SC1091,SC2154 # plan.sh sets title, done_text, locks, step_count; job-process.sh this_boot and more
set -u
umask 077
LC_ALL=C
export LC_ALL

most_bytes=4096   # of one log line
most_log=67108864 # bytes of what the steps of a job print; a command that does not stop would fill the disk
grace_seconds=3   # between asking a cancelled step to end and ending it
late_seconds=5    # and until what does not end is told
cr=$(printf '\r')
controls=$(printf '\001\002\003\004\005\006\007\010\011.\013\014\015\016\017\020\021\022\023\024\025\026\027\030\031\032\033\034\035\036\037')
locks_folder=../../locks unfinished=../../unfinished
day='' clock=0 clock_uptime=-6000
queue=../../queue/$this_machine

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
		"$seq" "$at" "$job" "$1" "$2" "$json" "${4:-}" >&4 2>/dev/null || {
		seq=$((seq - 1))
		cut_half_line
	}
}

# TEXT: a line of the log that no step has printed.
tell_log() {
	to_line "$1"
	now
	event "$id" log "$clean"
}

# A full disk or a power cut leaves half a line, or zeros in its place. In place, for those who follow by the open file.
cut_half_line() {
	[ -s events.ndjson ] || return 0
	[ "$(tail -c 1 events.ndjson | wc -l)" -eq 0 ] || return 0
	half=$(tail -n 1 events.ndjson | wc -c)
	all=$(wc -c <events.ndjson)
	dd if=/dev/null of=events.ndjson bs=1 seek=$((all - half)) 2>/dev/null
	was_cut=1
}

# --- processes and locks ----------------------------------------------------------------------------------------------

# JOB: whether it has a folder of its own making here.
is_job() {
	case $1 in '' | *[!a-z0-9-]*) return 1 ;; esac
	[ -d "../$1" ] && [ ! -h "../$1" ] && [ -O "../$1" ]
}

# TARGET FILE: a symbolic link, made in one act; never within a folder that is in its place.
link() { [ ! -d "$2" ] && ln -s "$1" "$2" 2>/dev/null; }

# The link is made together with its owner's name. What a dead owner has left is taken back before its lock is free, or its
# undo would disturb us later. Fails with the $holder; with none where the link cannot be made at all.
lock() {
	tries=0
	until link "$job" "$locks_folder/$1"; do
		holder=$(readlink "$locks_folder/$1") || holder=
		tries=$((tries + 1))
		[ "$tries" -le 20 ] || return 1
		case $holder in
		"$job") return 0 ;;
		'')
			sleep 0.1
			continue
			;;
		*[!a-z0-9-]*) ;;
		*)
			if is_elsewhere "../$holder"; then
				holder="$holder on ${where%%:*}"
				return 1
			fi
			if is_alive "../$holder"; then return 1; fi
			if is_job "$holder"; then recover_dead "$holder" || return 1; fi
			if is_alive "../$holder"; then return 1; fi
			;;
		esac
		# What could not be taken back keeps nobody out.
		[ "$(readlink "$locks_folder/$1")" != "$holder" ] || rm -f "$locks_folder/$1"
	done
}

# JOB: by its own runner, or by this one where a power cut took that. It goes on when a cancel ends the waiting for it.
recover_dead() {
	tell_log "Job $1 shows no sign of life: its process is gone. It is being rolled back first."
	by=./job-runner.sh
	[ "$(tail -n 1 "../$1/job-runner.sh" 2>/dev/null)" = 'esac' ] || by=$PWD/job-runner.sh
	(cd "../$1" && exec sh "$by" recover) </dev/null >/dev/null 2>&1 4>&- &
	wait $!
	[ -z "$cancelled" ]
}

# LOCK
cannot_lock() {
	id='' said="The lock $1 cannot be made in $(cd "$locks_folder" && pwd -P). Free disk space there, or remove what is in its place, and try again."
	give_up
}

# For a recovery. What somebody else works on by now is left alone.
lock_all() {
	for each in $locks; do
		lock "$each" || {
			left=1
			unlock_all
			[ -n "$holder" ] || exit 1
			exit 22
		}
		held="$held $each"
	done
}

# → $held, where another process took them: which of the locks are this job's.
find_held() {
	held=
	for each in "$locks_folder"/*; do
		[ "$(readlink "$each")" != "$job" ] || held="$held ${each##*/}"
	done
	for each in "$queue"/?????????; do
		[ "$(readlink "$each")" != "$job" ] || ticket=${each##*/}
	done
}

# With the last step's pipe, in one process.
unlock_all() {
	set -- out waiting ballast environment.sh environment.list
	[ -n "$left" ] || set -- "$@" "$unfinished/$job"
	[ -z "$ticket" ] || set -- "$@" "$queue/$ticket"
	for each in $held; do set -- "$@" "$locks_folder/$each"; done
	rm -f "$@"
}

# --- the queue --------------------------------------------------------------------------------------------------------

# Jobs that compete for the disk go one after the other, first come first served: each draws a number, and the first in line
# takes a slot. Nothing else is held meanwhile. Whom this job would be in conflict with is told before it waits.
wait_turn() {
	for each in $locks; do
		[ -h "$locks_folder/$each" ] || continue
		holder=$(readlink "$locks_folder/$each")
		if is_job "$holder" && ! is_elsewhere "../$holder" && is_alive "../$holder"; then is_busy; fi
	done
	find_ahead
	if [ -z "$ahead" ] && take_slot; then return 0; fi
	awaited=
	while :; do
		[ -z "$cancelled" ] || give_up
		# Somebody may have taken them away.
		[ -e waiting ] || true >waiting
		[ -h "$queue/$ticket" ] || draw_ticket
		find_ahead
		[ -n "$ahead" ] || ! take_slot || break
		tell_waiting "${ahead:-$holder}"
		sleep 0.5
	done
	rm -f waiting "$queue/$ticket"
	ticket=
}

# Without one it still has its turn, after all the others.
draw_ticket() {
	[ -d "$queue" ] || mkdir -p "$queue" 2>/dev/null
	tries=0 ticket=
	while [ "$tries" -lt 50 ]; do
		tries=$((tries + 1)) last=100000000
		for each in "$queue"/?????????; do
			case ${each##*/} in *[!0-9]*) ;; *) last=${each##*/} ;; esac
		done
		if link "$job" "$queue/$((last + 1))"; then
			ticket=$((last + 1))
			return 0
		fi
	done
}

# → $ahead, the job right before this one in line. One that died or was ended keeps nobody waiting.
find_ahead() {
	ahead=
	for each in "$queue"/?????????; do
		[ -h "$each" ] || continue
		[ "${each##*/}" != "$ticket" ] || return 0
		waiter=$(readlink "$each")
		if is_job "$waiter" && [ -e "../$waiter/waiting" ]; then
			if is_alive "../$waiter"; then
				ahead=$waiter
				continue
			fi
			tell_log "Job $waiter, ahead in the queue, shows no sign of life: its process is gone. It is skipped."
		fi
		rm -f "$each"
	done
}

# What a dead holder has left is taken back here.
take_slot() {
	slot=0
	while [ "$slot" -lt "$slots" ]; do
		slot=$((slot + 1))
		if lock "slot-$slot@$this_machine"; then
			held="$held slot-$slot@$this_machine"
			return 0
		fi
		[ -n "$holder" ] || cannot_lock "slot-$slot@$this_machine"
	done
	return 1
}

# JOB, or JOB on MACHINE. A process that is stopped, and one on another machine, may keep us waiting for ever: who reads it can
# do something about that.
tell_waiting() {
	problem=
	is_alive "../$1"
	case $1$runner_state in
	*' on '*) problem=". Whether it is alive cannot be seen from here; if that machine is gone: ingot recover --force ${1%% *}" ;;
	*[Tt]) problem=". Its process $pid is stopped: kill -CONT $pid on this worker resumes it, kill -KILL $pid gives it up" ;;
	esac
	[ "$1$problem" != "$awaited" ] || return 0
	awaited=$1$problem
	its_title=$(is_job "$1" && cd "../$1" && . ./plan.sh && printf %s "$title") 2>/dev/null
	to_line "Waits for job $1${its_title:+: $its_title}$problem"
	now
	event '' job-waiting "$clean"
}

# --- steps ------------------------------------------------------------------------------------------------------------

# stop_step TOO_LATE: ends the running step and all that it started: asks for three seconds, then does. What cannot be ended in
# five is told: a process that is frozen, or that waits for a disk, outlasts every signal.
stop_step() {
	tries=0 group=''
	until read -r group began 2>/dev/null <step.pid; do
		tries=$((tries + 1))
		[ "$tries" -lt 5 ] || return 0
		sleep 0.2
	done
	read -r uptime _ </proc/uptime
	asked=${uptime%.*}
	# The number may be somebody else's by now. A script that was killed alone leaves behind what it had started.
	if start_time "$group"; then
		[ "$started_at" = "$began" ] || return 0
	else
		group_lives "$group" "$(pwd -P)" || return 0
	fi
	while kill -TERM "-$group" 2>/dev/null; do
		read -r uptime _ </proc/uptime
		passed=$((${uptime%.*} - asked))
		[ "$passed" -lt "$grace_seconds" ] || kill -KILL "-$group" 2>/dev/null
		if [ "$passed" -ge "$late_seconds" ]; then
			"$1"
			set -- :
		fi
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
		if [ -z "$2" ] || [ "$(readlink "${stat_file%stat}cwd")" = "$2" ]; then
			member=${stat_file%/stat} member_state=$3
			return 0
		fi
	done
	return 1
}

ask_to_tell() { kill -USR1 $$; }

# What a cancel still waits for.
tell_late() {
	late='' group=''
	read -r group _ 2>/dev/null <step.pid || return 0
	group_lives "$group" || return 0
	command=$(tr '\000' ' ' <"$member/cmdline") 2>/dev/null
	tell_log "Waits for the end of ${command:-a command} (process ${member#/proc/}, state $member_state)"
}

cancel() {
	interrupted=1
	[ -z "$cancelled" ] || return 0
	cancelled=1
	[ "$running" = work ] || return 0
	(stop_step ask_to_tell) </dev/null >/dev/null 2>&1 4>&- &
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
	[ ! -e out ] || rm -f out code step.pid
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
		[ -z "$late" ] || tell_late
	done <out
	running=
	tell_cancel
	# Nothing is taken back while a cancelled step still has processes at work.
	until [ -z "$stopper" ] || ! start_time "$stopper"; do
		[ -z "$late" ] || tell_late
		sleep 0.1
	done
	stopper=
	read -r code 2>/dev/null <./code || code=255
	now
}

log() {
	to_line "$1"
	case $clean in
	'') ;;
	# What Podman could not clean up comes after its reason.
	'time="'*' level='*) [ -n "$said" ] || said=$clean ;;
	*) said=$clean ;;
	esac
	if [ "$logged" -gt "$most_log" ]; then
		[ -z "$is_cut" ] || return 0
		is_cut=1 clean='The log is cut here: it is too long. What comes is read and left out.'
	fi
	now
	event "$id" log "$clean"
	logged=$((logged + ${#json} + 120))
}

# FILE → $numbers, each between blanks: of its whole lines.
read_numbers() {
	numbers=' '
	[ -f "$1" ] || return 0
	while read -r each; do
		case $each in '' | *[!0-9]*) ;; *) numbers="$numbers$each " ;; esac
	done <"$1"
}

# → $begun, where another process began them, last first: what is written in either of two places. After a power cut any of
# them may have begun, written or not; an undo of what has not begun is harmless.
find_begun() {
	begun='' number=0
	read_numbers started
	[ -e started ] || true >rebooted
	while [ "$number" -lt "$step_count" ]; do
		number=$((number + 1))
		eval "id=\$id_$number"
		case $numbers in
		*" $number "*) ;;
		*) [ -e rebooted ] || grep -aqF "\"step\":\"$id\",\"kind\":\"step-started\"" events.ndjson || continue ;;
		esac
		begun="$begun$number "
	done
	reverse "$begun"
}

# NUMBERS → $begun
reverse() {
	begun=
	for number in $1; do begun="$number $begun"; done
}

# Takes back every step that has $begun and is not settled, last first. What fails here is told and never hides the reason: it
# is $left for the outcome to say, too, and for a later recovery to try again.
undo_all() {
	left='' left_numbers='' logged=0 is_cut=''
	read_numbers settled
	settled=$numbers
	for number in $begun; do
		eval "id=\${id_$number:-} has=\${undo_has_$number:-}"
		case $settled in *" $number "*) has= ;; esac
		[ -n "$has" ] || continue
		now
		event "$id" undo-started ''
		run_step "$number" undo
		if [ "$code" = 0 ]; then
			event "$id" undo-ended ''
		else
			event "$id" undo-failed "${said:-exit code $code}"
			left_numbers="$number $left_numbers"
			left="$left Not taken back: ${said:-$id, exit code $code}"
		fi
	done
}

# OUTCOME. Written, on the disk and only then in its place.
write_status() {
	# shellcheck disable=SC2015,SC2086 # words; what fails, fails
	[ -z "$left_numbers" ] || printf '%s\n' $left_numbers >left
	printf '{"outcome":"%s","at":"%s"}\n' "$1" "$at" >status.tmp || return 1
	sync status.tmp 2>/dev/null
	mv status.tmp status.json
}

# What steps have put into the file notes, for the outcome to say.
notes() { [ ! -f notes ] || [ -h notes ] || head -c 2000 notes | while IFS= read -r note; do printf ' %s' "$note"; done; }

# end OUTCOME TEXT. The status comes first: whoever finds a job without one takes it back. Without room for it that is what
# happens, later.
end() {
	now
	: >ballast
	write_status "$1" 2>/dev/null || exit 1
	unlock_all
	event '' job-ended "$2" ",\"outcome\":\"$1\""
	sync events.ndjson . 2>/dev/null
	prune
	exit "$end_code"
}

# --- old jobs ---------------------------------------------------------------------------------------------------------

# Jobs that have ended with nothing left are kept for so many days, and so many of them.
prune() {
	find .. -mindepth 2 -maxdepth 2 -name status.json -mtime "+${keep_days:-30}" 2>/dev/null |
		while read -r old; do drop "${old%/status.json}"; done
	set -- "$job"
	for old in ../*/status.json; do
		! may_drop "${old%/status.json}" || set -- "$@" "${old%/status.json}"
	done
	while [ $# -gt "${keep_count:-200}" ] && [ $# -gt 1 ]; do
		drop "$2"
		shift
	done
	for old in ../.old-*; do [ ! -e "$old" ] || rm -rf -- "$old"; done
}

# FOLDER
may_drop() {
	[ "$1" != "../$job" ] && is_job "${1#../}" && [ -f "$1/status.json" ] && [ ! -e "$1/left" ] && [ ! -h "$1/recovering" ]
}

# FOLDER. By another name first: half of a folder would look like a job that died.
drop() { ! may_drop "$1" || mv -- "$1" "../.old-${1#../}"; }

# --- commands ---------------------------------------------------------------------------------------------------------

prepare() {
	cancelled='' told='' interrupted='' running='' stopper='' id='' code=0 said='' cancel_text='' late='' ticket='' held=''
	left='' left_numbers='' begun='' logged=0 is_cut='' end_code=0
	read -r token </proc/sys/kernel/random/uuid
	exec 4>>events.ndjson
	trap cancel TERM
	trap 'late=1 interrupted=1' USR1
	trap '' HUP INT
	identify
	# Without it nobody would know that it lives.
	if ! echo "$identity" >pid.tmp || ! mv pid.tmp pid; then
		echo 'The disk of the home folder is full, or it cannot be written.' >&2
		exit 1
	fi
	now
}

run() {
	# Somebody found it without a process, and took it back. Asked again once it can be seen to live, as a recovery does.
	if [ -e status.json ] || [ -h recovering ]; then exit 0; fi
	seq=0
	. ./plan.sh
	prepare
	if [ -e status.json ] || [ -h recovering ]; then exit 0; fi
	: >started
	: >settled
	printf %16384s '' >ballast
	[ -d "$unfinished" ] || mkdir -p "$unfinished"
	printf '%s\n%s\n' "$identity" "$locks" >"$unfinished/$job"
	event '' job-started "$title"
	[ -d "$locks_folder" ] || mkdir -p "$locks_folder"
	[ -z "${slots:-}" ] || wait_turn
	for each in $locks; do
		lock "$each" || is_busy
		held="$held $each"
	done
	number=0
	while [ "$number" -lt "$step_count" ]; do
		[ -z "$cancelled" ] || give_up
		number=$((number + 1))
		eval "id=\$id_$number settles=\${settles_$number:-}"
		# What is not written could not be taken back after a crash.
		echo "$number" 2>/dev/null >>started || {
			id='' said='The disk of the home folder is full.'
			give_up
		}
		begun="$number $begun"
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
	end 'done' "$done_text$(notes)"
}

is_busy() {
	[ -z "$cancelled" ] || give_up
	[ -n "$holder" ] || cannot_lock "$each"
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
	[ ! -e step.pid ] || stop_step tell_late
	undo_all
	[ "$left" != " Not taken back: $why" ] || left=' (It is not taken back.)'
	end "$outcome" "$why$left"
}

# Waits for somebody else who is at it; one who died at it is replaced.
claim_recovery() {
	identify
	tries=0
	until link "${identity% *}" recovering; do
		# shellcheck disable=SC2046 # three words
		if lives $(readlink recovering || echo gone gone); then
			sleep 0.1
			continue
		fi
		tries=$((tries + 1))
		[ "$tries" -lt 20 ] || exit 1
		rm -f recovering
	done
}

recover() {
	for each in events.ndjson plan.sh status.json started settled left pid; do
		if [ -h "$each" ]; then exit 23; fi
	done
	if [ -z "${1:-}" ] && is_elsewhere .; then exit 21; fi
	# One that has ended is only clearing up.
	tries=0
	while [ -e status.json ] && [ "$tries" -lt 25 ] && is_alive .; do
		tries=$((tries + 1))
		sleep 0.2
	done
	if is_alive .; then exit 0; fi
	claim_recovery
	trap 'rm -f recovering' EXIT
	if is_alive .; then exit 0; fi
	# As long as it is not known to be the same boot, anything unwritten may be lost.
	[ -e status.json ] || [ "$boot" = "$this_boot" ] || : >rebooted
	[ -e events.ndjson ] || : >events.ndjson
	cut_half_line
	seq=$(wc -l <events.ndjson)
	find_outcome
	if [ -n "$outcome" ] && ! has_left; then
		complete_end
	elif ! has_plan; then
		end_without_plan "${1:-}"
	else
		. ./plan.sh
		if [ -z "$outcome" ]; then take_back; else take_back_left; fi
	fi
}

# The other witness is for when the file is lost: at its end each job takes its ballast away, and then the record of those that
# have left nothing.
has_left() {
	[ -e left ] || { [ "$outcome" != 'done' ] && [ -e "$unfinished/$job" ] && [ ! -e ballast ]; }
}

has_plan() { [ -f plan.sh ] && [ "$(tail -n 1 plan.sh)" = '# end of the plan' ]; }

# → $outcome: by its status or, where that is damaged, by its last words; nothing for a job that has none.
find_outcome() {
	outcome=
	[ ! -f status.json ] || ! read -r status <status.json || outcome=$status
	case $outcome in
	'{"outcome":"'[a-z]*'"}')
		outcome=${outcome#*'"outcome":"'}
		outcome=${outcome%%\"*}
		return 0
		;;
	esac
	outcome=$(sed -n 's/.*"kind":"job-ended".*"outcome":"\([a-z]*\)"}$/\1/p' events.ndjson | tail -n 1)
	rm -f status.json
	[ -z "$outcome" ] || {
		left_numbers=''
		now
		write_status "$outcome"
	}
}

# It died without a status. With its last step done it had done all, and only could not say so.
take_back() {
	# Killed alone, a runner leaves its step behind.
	[ ! -e step.pid ] || stop_step :
	prepare
	find_held
	# Each of these is taken away at its end; an undo would then remove what the job has made.
	if [ ! -s events.ndjson ] && [ ! -e ballast ] && [ ! -e "$unfinished/$job" ] && [ -z "$held" ]; then
		end interrupted 'The events and the outcome of this job are lost. It was not at work any more, so nothing was rolled back.'
	fi
	eval "id=\$id_$step_count"
	# Its number stays taken: somebody may have been told it.
	[ -z "${was_cut:-}" ] || event '' log 'A line is missing here: it was cut off in the middle.'
	if grep -aqF "\"step\":\"$id\",\"kind\":\"step-ended\"" events.ndjson; then end 'done' "$done_text$(notes)"; fi
	lock_all
	# Of an end whose status is lost. Everything is tried again.
	rm -f left
	find_begun
	undo_all
	end interrupted 'The job was interrupted on the worker; what it had begun was taken back.'"$left"
}

# What could not be taken back is tried again, unless somebody else works there by now.
take_back_left() {
	read_numbers left
	wanted=$numbers
	prepare
	lock_all
	# Which they were, a power cut may have taken.
	if [ "$wanted" = ' ' ]; then find_begun; else reverse "$wanted"; fi
	undo_all
	left=${left# }
	if [ -n "$left_numbers" ]; then
		# shellcheck disable=SC2086 # words
		printf '%s\n' $left_numbers >left.tmp && mv left.tmp left
	else
		rm -f left
	fi
	unlock_all
	event '' job-ended "${left:-Now everything is taken back.}" ",\"outcome\":\"$outcome\""
}

# Without its whole plan nothing can be undone. That is said, and its locks go, so that it keeps nobody out: what they were is
# written down for the clean-up by leftovers.sh.
end_without_plan() {
	if [ "$1" != cleared ] && [ -n "$outcome" ]; then exit 24; fi
	[ ! -e step.pid ] || stop_step :
	prepare
	find_held
	text="The plan of this job was lost. Its DevBox was resumed and what carries the job's name was removed; check the DevBox."
	if [ "$1" = cleared ]; then
		rm -f left
	else
		{ read -r each && read -r locks; } 2>/dev/null <"$unfinished/$job" || locks=
		[ -d "$unfinished" ] || mkdir -p "$unfinished"
		printf '%s\n%s\n' "$identity" "$locks$held" >"$unfinished/$job"
		echo plan >left
		left=1 end_code=24
		text="The plan of this job is lost, so it cannot be rolled back. \`ingot recover $job\` resumes its DevBox and removes what carries its name."
	fi
	end "${outcome:-interrupted}" "$text"
}

# It died between its status and its last words.
complete_end() {
	left='' ticket=''
	find_held
	unlock_all
	case $(tail -n 1 events.ndjson) in *'"kind":"job-ended"'*) return 0 ;; esac
	exec 4>>events.ndjson
	now
	event '' job-ended "The job has ended: $outcome." ",\"outcome\":\"$outcome\""
}

job=${PWD##*/}
case $1 in
run) run ;;
recover) recover "${2:-}" ;;
esac
