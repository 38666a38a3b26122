/** For scripts with job-process.sh in front, in a job's folder: whoever runs this is at work on the job. */
export const signMaker = 'identify && echo "$identity" >pid || exit 1';

/**
 * For scripts that have signed: starts the runner of the job, and says `started` when it lives. In a session of its own. Some
 * systems end all that a user started when the user logs out, so systemd keeps the job where it can: for root in a scope of the system. A user's own manager goes with the last login unless the user lingers,
 * and its scopes with it; without that, a plain process lives longer.
 */
export const detach = `
scope=
if [ ! -d /run/systemd/system ] || ! command -v systemd-run >/dev/null 2>&1; then :
elif [ "$(id -u)" = 0 ]; then
	! systemd-run --quiet --scope true >/dev/null 2>&1 || scope='systemd-run --quiet --collect --scope'
elif [ -e "/var/lib/systemd/linger/$(id -un)" ]; then
	! systemd-run --quiet --user --scope true >/dev/null 2>&1 || scope='systemd-run --quiet --collect --user --scope'
fi
setsid $scope sh ./job-runner.sh run </dev/null >/dev/null 2>runner.log &
tries=0
until [ -e status.json ] || { read -r runner _ <pid && [ "$runner" != $$ ]; } 2>/dev/null; do
	tries=$((tries + 1))
	[ "$tries" -lt 200 ] || { tail -n 1 runner.log >&2; exit 1; }
	sleep 0.05
done
echo started`;
