#!/bin/sh
# The steps of one run of a schedule. Runs in the job's folder. Exit codes: 0 done, 1 failed, 5 something is taken.
# The last line that a failing step prints is shown as the reason.

# shellcheck source=source/worker/steps/step-prelude.sh
. ./step-prelude.sh
job=$(basename "$PWD")

devbox() { made_by "$job"; }

# Ids of the DevBoxes that earlier runs left stopped. Not by label: images made from them inherit it.
kept=../../schedules/${job##*-}/kept

# start REFERENCE OPTION …: starts a new DevBox that replaces the last run's, unless that is in use.
start() {
	reference=$1
	shift
	renew=$(podman image inspect --format '{{index .Labels "io.clustercode.renew"}}' "$reference" 2>/dev/null) || {
		podman image exists "$reference" || [ $? -gt 1 ] ||
			refuse 1 "The image $reference is gone from this worker. Make it again, or choose another one for the schedule."
		refuse 1 'Podman did not report the labels of the image. The next run tries again.'
	}
	case " $* " in *' --device /dev/kvm '*)
		(exec 3<>/dev/kvm) 2>/dev/null ||
			refuse 1 'KVM is no longer usable on this worker, and the schedule runs Windows with it. ingot doctor shows why.'
		;;
	esac
	if [ -e "$kept" ]; then
		while read -r old; do
			podman container exists "$old"
			case $? in
			0) ;;
			1) continue ;;
			*) refuse 1 "Podman did not say whether the last run's DevBox $(printf %.12s "$old") exists. The next run tries again." ;;
			esac
			podman rm --volumes "$old" >/dev/null 2>&1 ||
				refuse 5 "The last run's DevBox $(printf %.12s "$old") is in use. Stop it, and the next run replaces it."
		done <"$kept"
		rm -f "$kept"
	fi
	case $renew in
	'' | '<no value>') ;;
	*) [ ! -e launch-identity.sh ] || exec sh ./linux-launch.sh renewing "$renew" "$reference" start --label "io.clustercode.job=$job" "$@" ;;
	esac
	exec sh ./linux-launch.sh start --label "io.clustercode.job=$job" "$@"
}

# running SECONDS: checks that it runs and, where the image has a health check, is healthy.
running() {
	sh ./linux-launch.sh running "$job" || exit $?
	check=$(podman container inspect --format '{{if .Config.Healthcheck}}{{.Config.Healthcheck.Test}}{{end}}' "$(devbox)" 2>/dev/null)
	case $check in '' | '[NONE]' | '[]') return 0 ;; esac
	exec sh ./linux-launch.sh healthy "$job" "$1"
}

# opens SECONDS, stays SECONDS: of Windows (windows-launch.sh).
opens() { exec sh ./linux-launch.sh opens "$job" "$1"; }
stays() { exec sh ./linux-launch.sh stays "$job" "$1"; }

# work SECONDS [WORD …]: runs the command with that time limit. Processes that it started end with the DevBox. Without a command,
# the DevBox runs until it ends, or for that time.
work() {
	limit=$1
	shift
	[ $# -gt 0 ] || let_run
	began=$(date +%s)
	timeout -k 10 "$limit" podman exec "$(devbox)" "$@" </dev/null
	code=$?
	[ "$code" != 0 ] || exit 0
	[ $(($(date +%s) - began)) -lt "$limit" ] || refuse 1 "The command reached its time limit of $((limit / 60)) min."
	refuse 1 "The command ended with exit code $code."
}

let_run() {
	timeout -k 10 "$limit" podman wait "$(devbox)" >ended
	case $? in
	124 | 137) echo "It ran for its $((limit / 60)) min." ;;
	0) echo "It shut down by itself (exit code $(cat ended))." ;;
	*) refuse 1 'Podman did not report when the DevBox ended. Its log may show why.' ;;
	esac
	exit 0
}

# end_it ID [gently]
end_it() {
	if [ -z "$2" ]; then
		podman stop --time 10 "$1" >/dev/null
		return
	fi
	# shellcheck source=source/worker/steps/windows/windows-end.sh
	. ./windows-end.sh
	end_windows "$1"
}

# stop [gently], remove [gently]: stops or removes the DevBox after the run, whatever its outcome. Gently gives Windows the time to
# shut down.
stop() {
	ids=$(devbox) || refuse 1 'Podman did not report which containers this run started. Find and stop them on the worker.'
	for id in $ids; do
		end_it "$id" "${1:-}" || exit 1
		echo "$id" >>"$kept"
	done 2>/dev/null
}

remove() {
	if [ -n "${1:-}" ]; then
		for id in $(devbox); do end_it "$id" "$1"; done
	fi
	exec sh ./linux-launch.sh unstart "$job"
}

verb=$1
shift
"$verb" "$@"
