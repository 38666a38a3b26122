#!/bin/sh
# Freezes and thaws the filesystems of Windows through its guest agent, where one answers. windows-live.sh sources this after
# qemu-talk.sh.
# shellcheck disable=SC2034,SC2154 # shares variables with windows-live.sh

# reach_agent ID SECONDS: whether a guest agent answers.
reach_agent() {
	agent=$(socket_of "$1" QGA qga.sock) answer=''
	podman exec "$1" test -S "$agent" 2>/dev/null || return 1
	dial "$1" "$agent" "$2" agent
	talk_through agent 6 7
	tell_agent '{"execute":"guest-ping"}'
}
leave_agent() { exec 6>&- 7<&-; }
tell_agent() { printf '%s\n' "$1" 2>/dev/null >&6 && hear 7; }

# thaw_left ID: thaws what an ended step has left frozen, unless the DevBox was restarted since.
thaw_left() {
	[ -e files-frozen ] || return 0
	began=$(since "$1") || ! was_killed $? ||
		refuse 1 "Podman was killed while it inspected $named, so the files of Windows in it may still be frozen. Try again."
	[ "$(cat files-frozen)" = "$began" ] || return 0
	tries=0
	until reach_agent "$1" 10; do
		leave_agent
		tries=$((tries + 1))
		[ "$tries" -lt 3 ] || refuse 1 "The files of Windows in $named may still be frozen: its guest agent does not answer. When it does, on the worker: echo '{\"execute\":\"guest-fsfreeze-thaw\"}' | podman exec -i $named nc -q 1 -U $(printf %s "$agent" | tr -cd 'A-Za-z0-9/._-')"
		sleep 1
	done
	thaw_files
}
since() { inspect "$1" '{{.State.StartedAt}}'; }

# freeze_files ID: where a guest agent answers, Windows flushes its filesystems and freezes them.
freeze_files() {
	if ! reach_agent "$1" 5; then
		leave_agent
		echo 'No guest agent answers in Windows, so its disk will be as after a power cut.'
		return 0
	fi
	leave_agent
	since "$1" >files-frozen || refuse 1 "$podman_ended"
	if reach_agent "$1" 60 && tell_agent '{"execute":"guest-fsfreeze-freeze"}'; then
		echo 'The guest agent has flushed and frozen the filesystems of Windows.'
	else
		echo "The guest agent cannot freeze Windows’s files ($(reason)), so its disk will be as after a power cut."
	fi
}

thaw_files() {
	if [ ! -e files-frozen ]; then return 0; fi
	tell_agent '{"execute":"guest-fsfreeze-thaw"}' || refuse 1 "The guest agent did not thaw Windows’s files: $(reason)"
	leave_agent
	rm -f files-frozen
}
