#!/bin/sh
# The steps of a launch. Runs in the job's folder. Exit codes: 0 done, 1 failed, 5 a name or port is taken.
# The last line that a failing step prints is shown as the reason. The user's command waits for all of this, so every call of
# Podman counts: what Podman checks itself is not checked before.

# shellcheck source=source/worker/steps/step-prelude.sh
. ./step-prelude.sh
# shellcheck source=source/worker/steps/windows/windows-launch.sh
[ ! -e ./windows-launch.sh ] || . ./windows-launch.sh
# shellcheck source=source/worker/steps/linux/linux-fork.sh
[ ! -e ./linux-fork.sh ] || . ./linux-fork.sh
# shellcheck source=source/worker/steps/linux/launch-identity.sh
[ ! -e ./launch-identity.sh ] || . ./launch-identity.sh
hooks=''

# start OPTION …: `podman run` with the options of the plan, and a check that it keeps running. The values of variables come from
# a file, which is removed at once: every user of the worker can read argv.
start() {
	if [ -e environment.sh ]; then
		# shellcheck disable=SC1091 # generated
		. ./environment.sh
		rm -f environment.sh
	fi
	[ ! -e container-pid ] || rm -f container-pid
	if [ -z "$hooks" ]; then
		said=$(run "$@") || explain "$said"
	else
		said=$(run "$@") || again "$@" || explain "$said"
		renewed
	fi
	printf 'Container %.12s\n' "$(id_in "$said")"
	running "${made_as:-${PWD##*/}}"
}

# Podman is a Go program that lives for a third of a second; a tenth of that is garbage collection.
run() { GOGC=${GOGC:-400} podman ${hooks:+--hooks-dir "$hooks"} run --detach --pull never --pidfile container-pid "$@" 2>&1; }

# start_named ID REFERENCE OPTION …: for an image with an auto-update label, which Podman does not accept by its id.
start_named() {
	found=$(podman image inspect --format '{{.Id}}' "$2" 2>/dev/null) || must_answer $?
	[ "$found" = "$1" ] ||
		refuse 1 "$2 is a different image now. Choose the image again and launch that one."
	shift 2
	start "$@"
}

# OUTPUT: fails with the usual reasons, in words that say what to do.
explain() {
	! was_killed $? || refuse 1 'Podman was killed while it started the DevBox. Try again.'
	printf '%s\n' "$1" >&2
	[ ! -s not-renewed ] || refuse 1 "$(cat not-renewed)"
	explain_volume "$1"
	case $1 in
	*'cannot assign requested address'*)
		refuse 1 "The worker does not have the address of a port. Use one of its own addresses, or none: $(printf %s "$1" | tail -n 1 | cut -c 1-200)" ;;
	*'name "'*'is already in use'* | *'name is already in use'*)
		refuse 5 'The worker has a container with this name already. Choose another name.' ;;
	*'address already in use'* | *'port is already allocated'* | *'cannot listen on'* | *'already been allocated'*)
		refuse 5 "A port is taken on the worker: $(printf %s "$1" | tail -n 1 | cut -c 1-200)" ;;
	*'network not found'* | *'unable to find network'*)
		refuse 1 'The network is gone from this worker. Choose another one.' ;;
	*'image not known'* | *'o such image'* | *'unable to find'*)
		refuse 1 'The image is gone from this worker. Choose another one.' ;;
	# Messages of Podman, runc or crun.
	# Podman adds «invoke a command that was not found» to all that was not found, such as /dev/null below a volume.
	*'executable file not found'* | *'executable file '*' not found'* | *'exec: "'*'no such file or directory'* | \
		*'open executable: No such file or directory'*)
		refuse 1 'The command is not in the image. Fix the command.' ;;
	*'exec: "'*': permission denied'* | *'exec: "'*': is a directory'* | *'crun: open executable: '* | \
		*'is not executable'* | *'is not a regular file'*)
		refuse 1 'The command is a folder, or a file that its user may not run. Fix the command.' ;;
	esac
	exit 1
}

# explain_volume OUTPUT: fails if a volume or a folder of the worker is the reason. Messages of Podman, runc and crun.
explain_volume() {
	# shellcheck disable=SC2016 # crun quotes with backticks
	mount=$(printf '%s\n' "$1" | sed -n \
		-e 's/.*mounting "\([^"]*\)" to rootfs at "\(\/proc[^"]*\)".*/\1 cannot be mounted at \2: a DevBox has a \/proc of its own. Mount it at another path./p' \
		-e 's/.*unable to setup user: stat \/dev\/null: .*/A volume over \/dev hides the devices of the DevBox. Mount it at another path./p' \
		-e 's/.*statfs \(\/.*\): no such file or directory.*/The worker has no file or folder \1. Create it there or fix the volume./p' \
		-e 's/.*statfs \(\/.*\): permission denied.*/Podman may not read \1 on the worker. Fix its permissions or the volume./p' \
		-e 's/.*error mounting "\([^"]*\)" to rootfs at "\([^"]*\)".*: [Nn]ot a directory.*/\1 cannot be mounted at \2: one is a file, the other a folder. Fix the volume./p' \
		-e 's/.*crun: mount `\([^`]*\)` to `\/\{0,1\}\([^`]*\)`: Not a directory.*/\1 cannot be mounted at \/\2: one is a file, the other a folder. Fix the volume./p' \
		-e 's/.*error mounting "\([^"]*\)" to rootfs at "\([^"]*\)".*: \([^:]*\)$/\1 cannot be mounted at \2: \3. Fix the volume./p' | head -n 1)
	[ -z "$mount" ] || refuse 1 "$(printf %.400s "$mount")"
}

# running JOB: fails for a DevBox whose command ends at once. A process that waits for something has started; one that still
# computes may be about to end, and is watched for a third of a second: on a busy machine it may not have run yet.
running() {
	pid='' looks=0
	read -r pid 2>/dev/null <container-pid # the file has no newline
	while [ -n "$pid" ] && read -r stat 2>/dev/null <"/proc/$pid/stat"; do
		looks=$((looks + 1))
		case $stat in
		*') Z '*) break ;;
		*') R '* | *') D '*) [ "$looks" -le 16 ] || return 0 ;;
		*) return 0 ;;
		esac
		sleep 0.02
	done
	id=$(made_by "$1")
	[ ! -e ./windows-launch.sh ] || ended "$id"
	podman logs --tail 5 "$id" 2>&1
	code=$(podman container inspect --format '{{.State.ExitCode}}' "$id" 2>/dev/null)
	refuse 1 "The DevBox ended at once (exit code ${code:-unknown}): its command does not keep running. Use one that does, such as sleep infinity."
}

# healthy JOB SECONDS: runs the image's health check, since nothing else does where systemd is not running.
healthy() {
	id=$(made_by "$1") tries=0
	until said=$(podman healthcheck run "$id" 2>&1); do
		tries=$((tries + 1))
		state=$(podman container inspect --format '{{.State.Status}}' "$id" 2>/dev/null) || must_answer $?
		[ "$state" = running ] || refuse 1 'The DevBox ended before it was healthy. Its log shows why.'
		[ "$tries" -lt "$2" ] || {
			reason=$(printf '%s\n' "$said" | grep -v ' level=warning ' | tail -n 1)
			refuse 1 "The DevBox was not healthy within $2 s: ${reason:-its check fails}."
		}
		sleep 1
	done
	echo 'Healthy.'
}

not_listed='Podman did not report which containers this job started. Find and remove them on the worker.'

# unstart JOB: removes what this job started, by its label, so never a container that had the name before it.
unstart() {
	rm -f environment.sh
	[ ! -d keys ] || drop_keys
	ids=$(made_by "$1") || refuse 1 "$not_listed"
	for id in $ids; do
		[ ! -e ./windows-launch.sh ] || end_with_care "$id"
		remove_container 2 "$id" ||
			refuse 1 "The DevBox stays. When Podman can write again, on the worker: podman rm --force --volumes $id"
	done
}

# make_volumes JOB NAME …: creates those that do not exist. `podman run` would, too, but nobody could tell afterwards whether a
# volume had been there before; the label does.
make_volumes() {
	maker=$1
	shift
	for name in "$@"; do
		! podman_has volume "$name" || continue
		said=$(podman volume create --label "io.clustercode.job=$maker" "$name" 2>&1) || podman_has volume "$name" || {
			printf '%s\n' "$said"
			refuse 1 "The volume $name could not be created: $(printf '%s\n' "$said" | tail -n 1 | cut -c 1-200)"
		}
	done
}

# unmake_volumes JOB: removes those that this job created, unless a container has one meanwhile: exit code 2 of Podman.
unmake_volumes() {
	names=$(podman volume ls --quiet --filter "label=io.clustercode.job=$1") ||
		refuse 1 'Podman did not report which volumes this job created. Find and remove them on the worker.'
	for name in $names; do
		podman volume rm "$name" >/dev/null
		case $? in
		0 | 1) ;;
		2) echo "The volume $name stays: another container uses it." ;;
		*) refuse 1 "The volume $name, which this launch created, stays. When Podman can write again, on the worker: podman volume rm $name" ;;
		esac
	done
}

verb=$1
shift
"$verb" "$@"
