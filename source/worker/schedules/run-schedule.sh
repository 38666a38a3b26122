#!/bin/sh
# One run of a schedule, as an ordinary job. It is run.sh in the schedule's folder, beside all that the run needs:
#   session.sh    the environment to run in: cron sets almost none
#   request.json  the job's request, without its id and time at the front
#   plan.sh       its plan
#   words         what stands in plan and request for what a run decides: lines «WORD job», «WORD time» and «WORD tag PATTERN»
#   job-files     names of the other files of a job: its scripts and their data
# run.sh          called by cron or a systemd timer; ends when the run ends
# run.sh prepare  makes the job's folder, which the caller starts, and prints the job's id
# job-process.sh precedes it.
# shellcheck disable=SC2154 # job-process.sh sets identity
set -u
umask 077
LC_ALL=C
export LC_ALL
keep=20 # runs of each schedule, with their logs

cd "$(dirname "$0")" || exit 1
# Errors before there is a job are kept, and listed with the schedule.
[ "${1:-run}" = prepare ] || exec >trigger.log 2>&1 </dev/null
# shellcheck disable=SC1091 # generated
. ./session.sh
schedule=$(basename "$PWD")
jobs=../../jobs

# Not during an edit, which must apply as a whole or not at all.
exec 9>>../.lock
tries=0
until flock -s -n 9; do
	tries=$((tries + 1))
	[ "$tries" -lt 300 ] || {
		echo 'The schedules were locked for a minute.' >&2
		exit 1
	}
	sleep 0.2
done
mkdir -p "$jobs" "$jobs/../locks" || exit 1
# The id contains the schedule and sorts by time; there is at most one run per second.
until
	id=$(date -u +%Y%m%d-%H%M%S)-$schedule
	mkdir "$jobs/$id"
do
	[ -d "$jobs/$id" ] || exit 1
	sleep 1
done 2>/dev/null

# Sets $filling, for fill.
read_words() {
	filling=
	[ -e words ] || return 0
	while read -r word kind pattern; do
		case $kind in
		job) value=$id ;;
		time) value=$at ;;
		tag) value=$(unset TZ && date "+$pattern") ;;
		*) value= ;;
		esac
		case $value in
		'' | *[!A-Za-z0-9._:-]*)
			echo "This is no $kind of an image: $value" >&2
			return 1
			;;
		esac
		filling="$filling;s/$word/$value/g"
	done <words
}
fill() { sed "$filling" "$1"; }
copy_files() { while read -r name; do cp "$name" "$jobs/$id/" || return 1; done <job-files; }

# FOLDER RUN: renames it first, because half of a folder would look like a job that died.
drop() { mv -- "$1/$2" "$1/.old-$2" && rm -rf -- "$1/.old-$2"; }

# This process, or the caller that will start the runner, works on the job until then.
by=$$
[ "${1:-run}" != prepare ] || by=$PPID
identify "$by"
at=$(date -u +%Y-%m-%dT%H:%M:%S.000Z)
{
	echo "$identity" >"$jobs/$id/pid" && read_words && copy_files &&
		fill plan.sh >"$jobs/$id/plan.sh" &&
		true >"$jobs/$id/events.ndjson" &&
		{
			printf '{"id":"%s","at":"%s",' "$id" "$at"
			fill request.json
		} >"$jobs/$id/request.json"
} || {
	drop "$jobs" "$id"
	exit 1
}

# Oldest first; a run that has not ended, or needs cleanup, stays.
cd "$jobs" || exit 1
set -- "${1:-run}" *-"$schedule"
mode=$1
shift
while [ $# -gt "$keep" ]; do
	if [ -d "$1" ] && [ ! -h "$1" ] && [ -e "$1/status.json" ] && [ ! -e "$1/left" ] && [ ! -h "$1/recovering" ]; then drop . "$1"; fi
	shift
done
exec 9>&-

if [ "$mode" = prepare ]; then
	echo "$id"
else
	cd "$id" && exec sh ./job-runner.sh run 2>runner.log
fi
