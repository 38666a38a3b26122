#!/bin/sh
# What a snapshot of a schedule checks before all else. Runs in the job's folder. Exit codes: 0 done, 1 failed, 3 the DevBox is not
# what the schedule was saved for, 5 the reference is taken. The last line that a failing step prints is shown as the reason.

# shellcheck source=source/worker/steps/step-prelude.sh
. ./step-prelude.sh

# source ID NAME SCHEDULE REFERENCE OVERWRITE SAVED: whether the DevBox is the one that the schedule was saved for, running, and
# without patterns of what to leave out, which only a client can apply. SAVED is no where patterns saved for it are set aside.
source_is_same() {
	id=$1 name=$2 schedule=$3
	state=$(podman container inspect --format '{{.State.Status}}' "$id" 2>/dev/null) || is_gone
	[ "$state" = running ] || refuse 3 "The DevBox $name is $state, not running. Start it, and the next run makes the image."
	if [ "$5" = no ]; then
		podman image exists "$4"
		case $? in
		0) refuse 5 "$4 exists already, so this run makes no image. For a tag that tells the runs apart: ingot schedules edit $schedule --tag %Y-%m-%d-%H%M%S" ;;
		1) ;;
		*) refuse 1 "Podman did not say whether $4 exists. The next run tries again." ;;
		esac
	fi
	if [ "$6" = yes ] && [ -s "../../excludes/$id" ]; then
		refuse 3 "Patterns of what to leave out were saved for $name meanwhile, and a schedule cannot apply them: ingot schedules edit $schedule --no-saved-excludes --leave-out PATH"
	fi
	has_no_ignore_files
	echo "The DevBox $name is the one that the schedule was saved for."
}

is_gone() {
	podman container exists "$id"
	[ $? = 1 ] || refuse 1 "Podman did not report the state of the DevBox $name. The next run tries again."
	now=$(podman container inspect --format '{{.Id}}' "$name" 2>/dev/null) || ! was_killed $? ||
		refuse 1 "Podman did not report whether there is another DevBox $name. The next run tries again."
	[ -n "$now" ] ||
		refuse 3 "The DevBox $name is gone. Delete the schedule, or choose another DevBox: ingot schedules edit $schedule --snapshot DEVBOX"
	refuse 3 "The DevBox $name was created anew since the schedule was saved (it is $(printf %.12s "$now") now). To use the new one: ingot schedules edit $schedule --snapshot $name"
}

# Of a DevBox without a shell nothing can be read, by a client neither.
has_no_ignore_files() {
	found=$(sh ./ignore-files.sh "$id" 65536 2>ignored-said)
	said=$(cat ignored-said)
	rm -f ignored-said
	# «end» and NUL: there are none.
	case $found in ZW5kAA==) return 0 ;; esac
	case $said in *'executable file '*'not found'* | *'no such file or directory'*) return 0 ;; esac
	[ -n "$found" ] || refuse 1 "The .ingotignore files of $name could not be read. The next run tries again."
	refuse 3 "$name has a .ingotignore file by now, and a schedule cannot apply its patterns. Remove it, and name whole paths: ingot schedules edit $schedule --leave-out PATH"
}

case $1 in
source)
	shift
	source_is_same "$@"
	;;
esac
