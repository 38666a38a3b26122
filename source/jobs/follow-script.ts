import type {JobId} from '../model/job.ts';
import {enterJob, isAlive} from './is-alive.ts';

/**
 * Tells the events as they are written. When the runner is dead all of them are told once more, in case the last were
 * still on their way, and then that it is dead. One that is stopped, or waits for a disk at five looks, is told. Nothing
 * stays on the worker when our end of stdin goes: sshd counts the session until the script has ended, so it ends at once.
 */
export const followScript = (id: JobId, last: number, token: string): string => `
${enterJob(id, `echo ${token} gone; exit`)}
${isAlive}
echo ${token} ends "$(tail -n +${last + 1} events.ndjson | grep -aFc '"kind":"job-ended"')"
! is_elsewhere . || [ -e status.json ] || { echo ${token} elsewhere "\${where%%:*}"; exit; }
tail -n +${last + 1} -f events.ndjson 2>/dev/null &
tail=$!
exec 3<&0
{ cat <&3 >/dev/null; kill "$tail" "$$"; } 2>/dev/null &
cat=$!
looks=0 limit=5
while is_alive . && kill -0 "$tail" 2>/dev/null; do
	case $runner_state in
	[TtD])
		looks=$((looks + 1))
		[ "$runner_state" = D ] || looks=$limit
		[ "$looks" != "$limit" ] || { echo; echo ${token} still "$runner_state $pid"; limit=0; }
		;;
	*)
		[ "$limit" != 0 ] || echo ${token} works
		looks=0 limit=5
		;;
	esac
	sleep 1 >/dev/null 2>&1
done
if kill "$tail" 2>/dev/null; then
	wait "$tail" 2>/dev/null
	echo
	tail -n +${last + 1} events.ndjson
	echo
	[ ! -e status.json ] || { echo ${token} over; grep -a '"kind":"job-ended"' events.ndjson | tail -n 1; }
	echo ${token} dead
fi
kill "$cat" 2>/dev/null
`;
