#!/bin/sh
# Keeps a DevBox from changing while it is read, frozen or stopped; linux-snapshot.sh reads this file. Each method has a start,
# a check that it is still in effect, an end, and an undo that works at any moment.
# shellcheck disable=SC2154 # what snapshot-parts.sh sets

# Fails unless the DevBox is stopped by this job, or frozen.
must_rest() { if [ -e stopped ]; then must_be_off "$1" "$(cat stopped)"; else must_be_paused "$1"; fi; }

resumed='Somebody resumed the DevBox meanwhile, so the snapshot would not be consistent. Try again.'
must_be_paused() {
	state=$(inspect "$1" '{{.State.Status}}') || ! was_killed $? || refuse 1 "$podman_ended"
	[ "$state" = paused ] || refuse 1 "$resumed"
}

# thaw ID: the step after the copy. Without a staging container it stays frozen until the commit has ended.
thaw() {
	if has_staging; then unpause "$1"; else echo 'It stays frozen until the commit has ended.'; fi
}
unpause() { podman unpause "$1" >/dev/null && : >resumed; }

# resume ID: undoes a pause, in any state. An unknown state is a failure: the DevBox may be frozen. After this job has resumed it,
# a pause is another user's.
resume() {
	[ ! -e resumed ] || return 0
	if state=$(inspect "$1" '{{.State.Status}}'); then
		[ "$state" != paused ] || podman unpause "$1" >/dev/null
		return
	fi
	podman container exists "$1"
	[ $? = 1 ] || refuse 1 "Podman did not report whether the DevBox is frozen. If it is: podman unpause $1"
}

# check_restart ID: refuses a DevBox that Podman would remove when it stops.
check_restart() {
	case $(inspect "$1" '{{.HostConfig.AutoRemove}}') in
	false) ;;
	true) refuse 3 'The DevBox was made with --rm, so Podman would remove it when it stops. A snapshot that stops it is not possible.' ;;
	*) refuse 1 "$podman_ended" ;;
	esac
}

# Podman cannot start a container on a full disk, so some space is reserved before a stop, and released before the start.
reserve_space() {
	if ! make_temporary || ! head -c 1048576 /dev/zero >"$(own_temporary)/ballast"; then
		refuse 1 "The disk is full, so the DevBox could not be started again: $(temporary_root)"
	fi
}
release_space() { rm -f "$(own_temporary)/ballast"; }

# stop ID: SIGTERM, and SIGKILL after ten seconds.
stop() {
	reserve_space
	: >stop-begun
	podman stop --time 10 "$1" >/dev/null
	look "$1"
	case $state in
	exited) echo "$run" >stopped ;;
	'') refuse 1 "$gone" ;;
	*) refuse 1 "The DevBox is $state: it did not stop. Try again." ;;
	esac
}

# start_again ID, and bring_up ID, the undo of stop.
start_again() {
	release_space
	start "$1" && mv stopped was-stopped
}
bring_up() {
	drop_temporary
	[ -e was-stopped ] || bring_back "$1"
}

# must_be_off ID RUN: fails unless it is off and has not run since.
must_be_off() {
	look "$1"
	[ -n "$state" ] || refuse 1 "$gone"
	if [ "$state" != exited ] || [ "$2" != "$run" ]; then refuse 1 "$woken"; fi
}
woken='Somebody started the DevBox meanwhile, so the snapshot would not be consistent. Try again.'
