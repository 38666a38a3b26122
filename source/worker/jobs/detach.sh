# Starting a job's runner, from the job's folder. Follows job-process.sh.
# shellcheck shell=sh disable=SC2154 # job-process.sh sets identity

# Records that this process works on the job until its runner does.
claim_job() { identify && echo "$identity" >pid || exit 1; }

# Starts the runner, and prints `started` when it is alive. It has a session of its own. Some systems end all processes of a user
# at logout, so systemd keeps the job where it can: for root in a scope of the system. A user's own manager ends with the last
# login unless the user lingers, and its scopes with it; without that, a plain process lives longer.
start_runner() {
	scope=
	if [ ! -d /run/systemd/system ] || ! command -v systemd-run >/dev/null 2>&1; then :
	elif [ "$(id -u)" = 0 ]; then
		! systemd-run --quiet --scope true >/dev/null 2>&1 || scope='systemd-run --quiet --collect --scope'
	elif [ -e "/var/lib/systemd/linger/$(id -un)" ]; then
		! systemd-run --quiet --user --scope true >/dev/null 2>&1 || scope='systemd-run --quiet --collect --user --scope'
	fi
	# shellcheck disable=SC2086 # words
	setsid $scope sh ./job-runner.sh run </dev/null >/dev/null 2>runner.log &
	tries=0
	until [ -e status.json ] || { read -r runner _ <pid && [ "$runner" != $$ ]; } 2>/dev/null; do
		tries=$((tries + 1))
		[ "$tries" -lt 200 ] || {
			tail -n 1 runner.log >&2
			exit 1
		}
		sleep 0.05
	done
	echo started
}
