# Prints a job's events as they are written. Follows job-process.sh and state-folder.sh. Arguments: the job's id, the number of
# the first event to print, and a token that begins each line of this script's own:
#   TOKEN gone | ends COUNT | elsewhere MACHINE | still STATE PID | works | over | dead | packed | plain
# Many events that are there already are sent packed, between «packed» and «plain»: gzip's, in base64. When the runner is dead, those
# that came after them are printed once more, in case the last ones were still on their way. A runner that is
# stopped, or is blocked on a disk at five checks, is reported. The script ends at once when our end of stdin closes: sshd
# counts the session until then.
# shellcheck shell=sh disable=SC2154 # the scripts before set the rest
enter_job "$1" || {
	echo "$3 gone"
	exit
}
first=$2 token=$3
echo "$token ends $(tail -n "+$first" events.ndjson | grep -aFc '"kind":"job-ended"')"
! is_elsewhere . || [ -e status.json ] || {
	echo "$token elsewhere ${where%%:*}"
	exit
}
# They are several times as long as what they say, and a line may be slow.
known=$(wc -l <events.ndjson)
count=$((known - first + 1))
if [ "$count" -gt 200 ] && command -v gzip >/dev/null && command -v base64 >/dev/null; then
	echo "$token packed"
	tail -n "+$first" events.ndjson | head -n "$count" | gzip -1 | base64
	echo "$token plain"
	first=$((known + 1))
fi
tail -n "+$first" -f events.ndjson 2>/dev/null &
tail=$!
exec 3<&0
{
	cat <&3 >/dev/null
	kill "$tail" "$$"
} 2>/dev/null &
cat=$!
checks=0 limit=5
while is_alive . && kill -0 "$tail" 2>/dev/null; do
	case $runner_state in
	[TtD])
		checks=$((checks + 1))
		[ "$runner_state" = D ] || checks=$limit
		[ "$checks" != "$limit" ] || {
			echo
			echo "$token still $runner_state $pid"
			limit=0
		}
		;;
	*)
		[ "$limit" != 0 ] || echo "$token works"
		checks=0 limit=5
		;;
	esac
	sleep 1 >/dev/null 2>&1
done
if kill "$tail" 2>/dev/null; then
	wait "$tail" 2>/dev/null
	echo
	tail -n "+$first" events.ndjson
	echo
	[ ! -e status.json ] || {
		echo "$token over"
		grep -a '"kind":"job-ended"' events.ndjson | tail -n 1
	}
	echo "$token dead"
fi
kill "$cat" 2>/dev/null
