#!/bin/sh
# The steps of a Windows snapshot that shut the DevBox down and start it again. windows-disk-snapshot.sh sources this.
# shellcheck disable=SC2015,SC2034,SC2154 # shares variables with windows-disk-snapshot.sh

# stop ID SECONDS: shuts the DevBox down and returns when its QEMU has ended. Podman gets a day, so it never kills. A bare signal
# would not do: Podman would restart a DevBox that has a restart policy.
stop() {
	first_disk
	note_machine "$1" "$disk"
	hold_pid_file "$init"
	date +%s >stop-begun
	clock
	asked=$seconds
	podman stop --time 86400 "$1" >/dev/null 2>stop-errors 3<&- &
	stopper=$!
	until has_ended "$machine" "$machine_born" || has_ended "$init" "$init_born"; do
		kill -0 "$stopper" 2>/dev/null || has_ended "$init" "$init_born" || stop_failed "$1"
		clock
		if [ $((seconds - asked)) -ge "$2" ]; then
			kill "$stopper"
			: >given-up
			refuse 1 "Windows has not shut down within $2 s, and Ingot does not end it by force. Shut it down from inside to see what keeps it, or allow it more time (--stop-timeout), then try again."
		fi
		sleep 0.05
	done
	clock
	echo $((seconds - asked)) >stop-took
	if [ -n "$watched" ] && [ -s "$watched" ]; then echo killed >pid-file-left; fi
	echo "Its QEMU ended after $((seconds - asked)) s."
}

# stop_failed ID: podman stop has ended, but the DevBox still runs.
stop_failed() {
	look "$1"
	[ "$state" != running ] || rm -f stop-begun
	refuse 1 "Podman did not stop the DevBox: $(tail -n 1 stop-errors)"
}

# hold_pid_file INIT → $watched. A QEMU that is killed leaves its pid file behind. The file goes with the container, unless its
# folder is held open, as here on descriptor 3.
hold_pid_file() {
	watched='' shm=/proc/$1/root/dev/shm
	# Where it is a link, that may lead to a folder of the worker.
	[ ! -h "${shm%/shm}" ] && [ ! -h "$shm" ] && [ -s "$shm/qemu.pid" ] || return 0
	exec 3<"$shm"
	watched=/proc/$$/fd/3/qemu.pid
}

# start_again ID: does nothing else, because Windows is off meanwhile.
start_again() {
	# Log lines of the second in which it starts still count as before the start.
	echo $(($(date +%s) + 1)) >start-begun
	start "$1"
}

# bring_windows_back ID SECONDS: undoes `stop`. A DevBox that is still running is asked to stop once more, because the step may
# have been killed before it asked; then it is started when it has ended.
bring_windows_back() {
	if [ ! -e stop-begun ]; then return 0; fi
	look "$1"
	case $state in
	'') return 0 ;;
	exited | stopped) ;;
	*)
		read -r _ started <source-devbox
		case $run in "$started "*) wait_for_end "$1" "$2" ;; *) return 0 ;; esac
		;;
	esac
	start "$1"
}

wait_for_end() {
	recall_machine
	limit=$2
	[ ! -e given-up ] || limit=10
	podman stop --time 86400 "$1" >/dev/null 2>&1 &
	stopper=$!
	clock
	end=$((seconds + limit))
	until has_ended "$init" "$init_born"; do
		clock
		if [ "$seconds" -ge "$end" ]; then
			kill "$stopper"
			name=$(name_of "$1")
			refuse 1 "The DevBox $name was asked to shut down and has not yet. When it has, start it on the worker: podman start $name"
		fi
		sleep 0.1
	done
	wait "$stopper"
}
