#!/bin/sh
# The undo of windows-live.sh, which sources this: Windows runs on, and nothing copies its disk any more.
# shellcheck disable=SC2034,SC2154 # shares variables with windows-live.sh

# uncopy_live ID: lets Windows continue, ends the copying and removes the copy. Also runs after the runner was killed.
uncopy_live() {
	[ -e live-begun ] || return 0
	look "$1"
	code=0
	case $state in
	'' | exited | created | stopped) ;;
	*) (let_go "$1") || code=1 ;;
	esac
	drop_targets
	[ "$code" = 0 ] || exit 1
	rm -f live-begun
}

# let_go ID: through whichever monitor of QEMU answers. A QMP socket that another client holds does not.
let_go() {
	named=$(name_of "$1") limit=20
	reach_qemu "$1" 5 && let_go_by_qmp || {
		leave_qemu
		let_go_by_monitor "$1"
	} || {
		reach_qemu "$1" 20 && let_go_by_qmp
	} || refuse 1 "Windows in $named may be paused: QEMU does not answer. When it does, on the worker: podman exec $named sh -c 'echo cont | nc -q 1 -U /run/shm/monitor.sock'"
	leave_qemu
	# Only a guest that runs can answer.
	thaw_left "$1"
	echo 'Windows continues.'
}

# Windows continues first. QEMU also pauses it on a full disk; so it is continued once more when the copy is gone.
let_go_by_qmp() {
	ask '{"execute":"cont"}' || return 1
	each_disk cancel_copy
	while ask '{"execute":"query-block-jobs"}'; do
		case $answer in *"\"$copy_name"*) sleep 0.2 ;; *) break ;; esac
	done
	drop_targets
	ask '{"execute":"cont"}' && ask '{"execute":"query-status"}' || return 1
	case $answer in *'"status": "running"'*) ;; *) return 1 ;; esac
}

# Fails for a copy that has not begun, which is no error.
cancel_copy() { ask "{\"execute\":\"block-job-cancel\",\"arguments\":{\"device\":\"$(copy_id "$1")\",\"force\":true}}" || true; }

let_go_by_monitor() {
	monitor "$1" "cont$(each_disk say_cancel)"
	while monitor "$1" 'info block-jobs'; do
		case $answer in *"$copy_name"*) sleep 0.2 ;; *) break ;; esac
	done
	drop_targets
	monitor "$1" 'cont\ninfo status'
	case $answer in *'VM status: running'*) ;; *) return 1 ;; esac
}

say_cancel() { printf '\\nblock_job_cancel -f %s' "$(copy_id "$1")"; }
