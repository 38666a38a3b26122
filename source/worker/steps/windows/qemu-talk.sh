#!/bin/sh
# Talks JSON lines with the QEMU in a container, and with the guest agent behind it. windows-live.sh sources this. Works in the
# job's folder. Each of them accepts one client at a time.
# shellcheck disable=SC2034,SC2154 # shares variables with windows-live.sh

# socket_of ID VARIABLE DEFAULT → its path in the container. Upstream accepts `unix:PATH,…` and `PATH.sock` in the variable.
socket_of() {
	path=$(env_of "$1" "$2")
	path=${path%%,*}
	path=${path#unix:}
	case $path in /*.sock) echo "$path" ;; *) echo "/run/shm/$3" ;; esac
}

# dial ID SOCKET SECONDS NAME: connects the pipes NAME.in and NAME.out to the socket. nc ends when we close ours, and after
# SECONDS of silence; it ignores the signal of a cancel, which must not end it while Windows is paused. $limit bounds its whole
# time, because nc waits forever for a QEMU that no longer reads.
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

# talk_through NAME TO FROM: opens the pipes NAME.in and NAME.out as these descriptors. busybox and dash give up when a signal comes
# meanwhile, that a child has ended or a cancel, and without `command` that would end the step.
talk_through() {
	until eval "command exec $2>$1.in" || [ ! -p "$1.in" ]; do :; done 2>/dev/null
	until eval "command exec $3<$1.out" || [ ! -p "$1.out" ]; do :; done 2>/dev/null
}

# reach_qemu ID SECONDS: whether QEMU answers.
reach_qemu() {
	dial "$1" "$(socket_of "$1" QMP qmp.sock)" "$2" qmp
	talk_through qmp 3 5
	hear 5 && ask '{"execute":"qmp_capabilities"}'
}
leave_qemu() { exec 3>&- 5<&-; }

# ask COMMAND → $answer; 1 when QEMU reports an error or is gone.
ask() { printf '%s\n' "$1" 2>/dev/null >&3 && hear 5; }

# monitor ID COMMANDS → $answer of the human monitor, which is always there; \n between commands. 1 without an answer.
monitor() {
	answer=$(printf '%b\n' "$2" | podman exec -i "$1" timeout 5 nc -q 1 -w 3 -U /run/shm/monitor.sock 2>/dev/null)
	[ -n "$answer" ]
}

# hear DESCRIPTOR → $answer, the next one. Events about the end of our copy go to $ended.
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

# find_drive PATH → $drive, QEMU's name of the drive with this file.
find_drive() {
	ask '{"execute":"human-monitor-command","arguments":{"command-line":"info block"}}' || return 1
	drive=$(printf '%s\n' "$answer" | sed 's/^{"return": "//; s/\\r\\n/\n/g' |
		sed -n "s|^\([A-Za-z0-9_-]*\)\( (#[^)]*)\)\{0,1\}: $1 (.*|\1|p" | head -n 1)
	[ -n "$drive" ]
}
