# Cancels a job, and waits until its runner has logged that. Follows job-process.sh and state-folder.sh. Arguments: the job's id,
# and the user who asks. Exit codes: 0 cancelled, or it has ended, 11 no such job, 12 it is dead, 13 it belongs to the machine
# printed.
# shellcheck shell=sh disable=SC2154 # the scripts before set the rest
need_alive() {
	is_alive . || {
		[ -e status.json ] && exit 0
		exit 12
	}
}

enter_job "$1" || exit 11
[ ! -e status.json ] || exit 0
! is_elsewhere . || {
	echo "${where%%:*}"
	exit 13
}
need_alive
umask 077
[ -e cancel ] || { printf '%s\n' "$2" >cancel.$$ && mv cancel.$$ cancel; }
# The signal is sent until it is handled: one between two reads of the runner's shell can be late.
tries=0
until [ -e status.json ] || grep -q '"kind":"cancel-requested"' events.ndjson; do
	tries=$((tries + 1))
	[ "$tries" -lt 40 ] || {
		echo 'no answer' >&2
		exit 1
	}
	need_alive
	kill -TERM "$pid"
	sleep 0.1
done
