#!/bin/sh
# One run of a schedule, as an ordinary job. Lies in the schedule's folder as run.sh, beside all that the run needs:
#   session.sh    the environment to run in: cron gives hardly any
#   request.json  the job's request, but for its id and time at the front
#   plan.sh and the scripts that it calls
# run.sh          called by cron or a systemd timer; lasts as long as the run
# run.sh prepare  makes the job's folder, for whoever called it to start it, and says the job's id
# job-process.sh stands in front of it.
# shellcheck disable=SC2154 # job-process.sh sets identity
set -u
umask 077
LC_ALL=C
export LC_ALL
keep=20 # runs of each schedule stay, with their logs

cd "$(dirname "$0")" || exit 1
# What goes wrong before there is a job stays to be told.
[ "${1:-run}" = prepare ] || exec >trigger.log 2>&1 </dev/null
# shellcheck disable=SC1091 # generated
. ./session.sh
schedule=$(basename "$PWD")
jobs=../../jobs

# Not while somebody saves an edit: all of it or nothing.
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
# The name tells the schedule and sorts by time; there is one run in a second.
until
	id=$(date -u +%Y%m%d-%H%M%S)-$schedule
	mkdir "$jobs/$id"
do
	[ -d "$jobs/$id" ] || exit 1
	sleep 1
done 2>/dev/null

# It is at work on the job until the runner is, which is this very process where no one else starts it.
by=$$
[ "${1:-run}" != prepare ] || by=$PPID
identify "$by"
{
	echo "$identity" >"$jobs/$id/pid" &&
	cp plan.sh ./*-*.sh "$jobs/$id/" &&
		{ [ ! -e environment.sh ] || cp environment.sh "$jobs/$id/"; } &&
		: >"$jobs/$id/events.ndjson" &&
		{
			printf '{"id":"%s","at":"%s",' "$id" "$(date -u +%Y-%m-%dT%H:%M:%S.000Z)"
			cat request.json
		} >"$jobs/$id/request.json"
} || {
	rm -rf "${jobs:?}/$id"
	exit 1
}

# Oldest first; one that has not ended is not ours to judge.
cd "$jobs" || exit 1
set -- "${1:-run}" *-"$schedule"
mode=$1
shift
while [ $# -gt "$keep" ]; do
	[ ! -e "$1/status.json" ] || rm -rf -- "$1"
	shift
done
exec 9>&-

if [ "$mode" = prepare ]; then
	echo "$id"
else
	cd "$id" && exec sh ./job-runner.sh run 2>runner.log
fi
