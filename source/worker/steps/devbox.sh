#!/bin/sh
# Starts, stops, pauses, renames or removes a DevBox of the user. Runs in the job's folder. Exit codes: 0 done, 1 failed, 3 another user's,
# 5 the name is taken.

# shellcheck source=source/worker/steps/step-prelude.sh
. ./step-prelude.sh

# shellcheck source=source/worker/steps/ownership.sh
. ./ownership.sh
# shellcheck source=source/worker/steps/windows/windows-end.sh
. ./windows-end.sh

# check ID USER
check() {
	found=$(podman container inspect --format '{{.Id}}' "$1" 2>/dev/null) || ! was_killed $? ||
		refuse 1 'Podman was killed while it inspected the DevBox. Try again.'
	[ "$found" = "$1" ] || refuse 3 'The DevBox is gone.'
	owner_of "$1"
	[ "$owner" = "$2" ] || refuse 3 "The DevBox belongs to ${owner:-no known user}. Only its owner can change it."
}

state_of() { podman container inspect --format '{{.State.Status}}' "$1" 2>/dev/null; }

# look ID: sets $state.
look() {
	state=$(state_of "$1") || must_answer $?
	[ -n "$state" ] || refuse 3 'The DevBox is gone.'
}

# keep_earlier TEXT: records what the undo gives back, before anything is changed. A step that changes nothing records nothing, so
# its undo does nothing.
keep_earlier() {
	echo "$1" >earlier || refuse 1 'The disk of the home folder is full.'
	sync earlier 2>/dev/null
}
# Sets $earlier. Fails where the step has changed nothing.
read_earlier() {
	earlier=$(cat earlier 2>/dev/null)
	[ -n "$earlier" ]
}

# start ID. It has no undo: after the runner has died, somebody may already work in the DevBox when the job is recovered.
start() {
	look "$1"
	case $state in
	running) echo 'It was running already.' >notes ;;
	paused) podman unpause "$1" >/dev/null || exit 1 ;;
	*) podman start "$1" >/dev/null || exit 1 ;;
	esac
	state=$(state_of "$1") || must_answer $?
	[ "$state" = running ] || refuse 1 'The DevBox ended at once. Its output shows why.'
}

# end_it ID [windows]
end_it() {
	case ${2:-} in
	windows) end_windows "$1" ;;
	*) podman stop "$1" >/dev/null ;;
	esac
}

# stop ID [windows]: fails for a DevBox that Podman would remove, with its files, when it has stopped.
stop() {
	is_removed=$(podman container inspect --format '{{.HostConfig.AutoRemove}}' "$1" 2>/dev/null) || must_answer $?
	case $is_removed in
	false) end_running "$@" ;;
	true) refuse 3 'The DevBox was created with --rm: stopping it would remove it with its files. Pause it or remove it.' ;;
	*)
		look "$1"
		refuse 1 'Podman did not report whether stopping the DevBox would remove it. Try again.'
		;;
	esac
}

# end_running ID [windows]. Podman 4 refuses to stop what is paused, and on cgroup v1 a frozen process does not end either.
end_running() {
	look "$1"
	case $state in
	exited | stopped | created | configured | initialized)
		echo 'It was stopped already.' >notes
		return
		;;
	esac
	keep_earlier "$state"
	if [ "$state" = paused ]; then
		podman unpause "$1" >/dev/null || exit 1
		echo 'It was paused, so it is resumed first: a paused DevBox cannot end.'
	fi
	end_it "$@" || exit 1
}

# remove ID windows: where files of it are kept, such as its disk in a volume with a name, Windows shuts down first.
remove() {
	look "$1"
	case $state in
	running | paused | stopping)
		if keeps_files "$1"; then end_running "$@"; else must_answer $?; fi
		;;
	esac
	podman rm --force --ignore --time 10 --volumes "$1" >/dev/null || exit 1
}

# unstop ID [windows]: undoes stop, and a removal that has only stopped it. What somebody has removed meanwhile stays so.
unstop() {
	read_earlier || return 0
	state=$(state_of "$1") || ! was_killed $? ||
		refuse 1 "Podman was killed while it inspected the DevBox, which was $earlier before. If it is off: podman start $1"
	case $state in
	'') return 0 ;;
	running | paused) ;;
	*)
		[ "$state" != stopping ] || end_it "$@"
		podman start "$1" >/dev/null || exit 1
		state=running
		;;
	esac
	if [ "$earlier" = paused ] && [ "$state" = running ]; then podman pause "$1" >/dev/null || exit 1; fi
}

# pause ID
pause() {
	look "$1"
	case $state in
	paused) echo 'It was paused already.' >notes ;;
	running)
		keep_earlier running
		podman pause "$1" >/dev/null || exit 1
		;;
	*) refuse 3 "The DevBox is not running ($state), so it cannot be paused. Start it first." ;;
	esac
}

# unpause ID: undoes pause. What somebody has stopped or removed meanwhile stays so.
unpause() {
	read_earlier || return 0
	state=$(state_of "$1") || ! was_killed $? ||
		refuse 1 "Podman was killed while it inspected the DevBox. If it is still paused: podman unpause $1"
	[ "$state" != paused ] || podman unpause "$1" >/dev/null || exit 1
}

# rename ID NAME
rename() {
	named=$(podman container inspect --format '{{.Name}}' "$1") || exit 1
	[ "$named" != "$2" ] || return 0
	must_be_free "$2"
	keep_earlier "$named"
	podman rename "$1" "$2" || exit 1
}

# unrename ID NAME: undoes rename, unless somebody has given it a third name meanwhile.
unrename() {
	read_earlier || return 0
	named=$(podman container inspect --format '{{.Name}}' "$1") || exit 1
	[ "$named" = "$2" ] || return 0
	must_be_free "$earlier"
	podman rename "$1" "$earlier" || exit 1
}

must_be_free() { if podman_has container "$1"; then refuse 5 "Another container of the worker is named $1."; fi; }

verb=$1
shift
"$verb" "$@"
