#!/bin/sh
# Comes before `exec podman exec` with a terminal. Podman leaves what it started running when its own terminal closes, so a watcher
# then sends that process SIGHUP, as sshd would: a shell ends, and what it started with nohup or setsid stays.
INGOT_SHELL=$(cat /proc/sys/kernel/random/uuid)
export INGOT_SHELL
# conmon knows the process on the worker; the variable, which `podman exec --env` passes on, tells it from those of other shells.
# shellcheck disable=SC2016 # for another sh
hang_up='for each in /proc/[0-9]*; do
	read -r name <"$each/comm" && [ "$name" = conmon ] || continue
	file=$(tr "\\0" "\\n" <"$each/cmdline" | sed -n "/^-p\$/{n;p;q;}")
	case $file in */exec_pid) pid=$(cat "$file") ;; *) continue ;; esac
	tr "\\0" "\\n" <"/proc/$pid/environ" | grep -qx "INGOT_SHELL=$INGOT_SHELL" && exec kill -HUP "$pid"
done
exit 1'
[ -z "$INGOT_SHELL" ] || (
	trap '' HUP INT QUIT TERM
	while kill -0 $$; do sleep 1; done
	# Podman may have ended while conmon began.
	for _ in 1 2; do
		# Without root, the processes of other users of the DevBox can be read only in Podman's user namespace.
		sh -c "$hang_up" || { [ "$(id -u)" != 0 ] && podman unshare sh -c "$hang_up"; } && break
		sleep 2
	done
) </dev/null >/dev/null 2>&1 &
