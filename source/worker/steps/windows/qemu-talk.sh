#!/bin/sh
# Talks with the QEMU in a container, and with the guest agent behind it, in JSON lines; windows-live.sh reads this. Works in
# the job's folder. Each hears only one at a time.
# shellcheck disable=SC2034,SC2154 # shared with windows-live.sh

# socket_of ID VARIABLE DEFAULT: where it is in the container; `unix:PATH,…` and `PATH.sock` are what its entrypoint takes.
socket_of() {
	path=$(env_of "$1" "$2")
	path=${path%%,*}
	path=${path#unix:}
	case $path in /*.sock) echo "$path" ;; *) echo "/run/shm/$3" ;; esac
}

# dial ID SOCKET SECONDS NAME: both ways are pipes. nc hangs up when we do, and when nothing is said for so long; a signal to
# the whole step must not end it in a moment in which Windows stands still. With $limit it lasts no more seconds: nc waits
# without an end for a QEMU that hears nothing any more.
limit=''
dial() {
	trap '' PIPE
	rm -f "$4.in" "$4.out"
	mkfifo "$4.in" "$4.out" || exit 1
	(
		trap '' TERM
		exec podman exec -i "$1" ${limit:+timeout "$limit"} nc -q 0 -w "$3" -U "$2" <"$4.in" >"$4.out" 2>/dev/null
	) &
}

# reach_qemu ID SECONDS: whether it answers.
reach_qemu() {
	dial "$1" "$(socket_of "$1" QMP qmp.sock)" "$2" qmp
	exec 3>qmp.in 5<qmp.out
	hear 5 && ask '{"execute":"qmp_capabilities"}'
}
leave_qemu() { exec 3>&- 5<&-; }

# ask COMMAND → $answer; 1 when QEMU refuses or is gone.
ask() { printf '%s\n' "$1" 2>/dev/null >&3 && hear 5; }

# monitor ID COMMANDS → $answer: the other monitor, for people, which is always there; \n between commands. 1 when it is silent.
monitor() {
	answer=$(printf '%b\n' "$2" | podman exec -i "$1" timeout 5 nc -q 1 -w 3 -U /run/shm/monitor.sock 2>/dev/null)
	[ -n "$answer" ]
}

# reach_agent ID SECONDS: whether there is a guest agent that answers.
reach_agent() {
	agent=$(socket_of "$1" QGA qga.sock) answer=''
	podman exec "$1" test -S "$agent" 2>/dev/null || return 1
	dial "$1" "$agent" "$2" agent
	exec 6>agent.in 7<agent.out
	tell_agent '{"execute":"guest-ping"}'
}
leave_agent() { exec 6>&- 7<&-; }
tell_agent() { printf '%s\n' "$1" 2>/dev/null >&6 && hear 7; }

# hear DESCRIPTOR → $answer, the next one. What QEMU tells in between about the end of our copy is kept in $ended.
hear() {
	while IFS= read -r answer <&"$1"; do
		case $answer in
		'{"return"'* | '{"QMP"'*) return 0 ;;
		'{"error"'*) return 1 ;;
		*'"BLOCK_JOB_C'*"\"$copy_name"*)
			ended="$ended
$answer"
			;;
		esac
	done
	answer=''
	return 1
}

text_of() { sed -n "s/.*\"$1\": \"\([^\"]*\)\".*/\1/p"; }
number_of() { sed -n "s/.*\"$1\": \([0-9]*\).*/\1/p"; }
reason() { [ -n "$answer" ] && printf '%s\n' "$answer" | text_of desc || echo 'it does not answer'; }

# find_drive PATH → $drive, QEMU's name for the drive that is this file.
find_drive() {
	ask '{"execute":"human-monitor-command","arguments":{"command-line":"info block"}}' || return 1
	drive=$(printf '%s\n' "$answer" | sed 's/^{"return": "//; s/\\r\\n/\n/g' |
		sed -n "s|^\([A-Za-z0-9_-]*\)\( (#[^)]*)\)\{0,1\}: $1 (.*|\1|p" | head -n 1)
	[ -n "$drive" ]
}
