#!/bin/sh
# What dead jobs left on the worker. Follows job-process.sh and state-folder.sh.
#   look JOB DEVBOX …  prints for each job what is frozen, stopped or needs cleanup, then the same for other dead jobs that are in
#                      unfinished or hold a lock: «JOB kind name», separated by tabs
#   clear JOB          resumes and removes what a job left that no runner can roll back. Exit code 22: another job works there
# Names prove nothing: anybody can use them for a container, and images inherit labels. What belongs to a job without a folder is
# removed only when the job holds a lock or is in unfinished, where each job records itself before it begins until its end.
# shellcheck disable=SC2154 # state-folder.sh sets ingot_folder
set -u
umask 077
LC_ALL=C
export LC_ALL
tab=$(printf '\t')
cd "$ingot_folder/jobs" 2>/dev/null || exit 0
made_containers='staging trial edit base twin golden qemu' # see linux-snapshot.sh, linux-edit.sh and windows-disk-snapshot.sh

report() { printf '%s\t%s\t%s\n' "$1" "$2" "$3"; }
is_id() { case $1 in '' | *[!a-z0-9-]*) return 1 ;; esac; }
temporary_of() { printf '%s\n' "${TMPDIR:-/var/tmp}/ingot-$1"; }
is_mine() { [ -d "$1" ] && [ ! -h "$1" ] && [ -O "$1" ]; }
state_of() { podman container inspect --format "{{.State.Status}}$tab{{.Name}}" "$1" 2>/dev/null; }
images_of() {
	found=$(podman images --quiet --no-trunc --filter dangling=true --filter "label=io.clustercode.job=$1") || return 1
	[ -z "$found" ] || printf '%s\n' "$found" | sort -u
}

# JOB: prints the DevBoxes that it holds, or held before another job took its locks.
held_by() {
	{
		for each in ../locks/devbox-*; do
			[ "$(readlink "$each")" != "$1" ] || echo "${each##*/}"
		done
		! is_recorded "$1" || sed -n 2p "../unfinished/$1" | tr ' ' '\n'
	} | sed -n 's/^devbox-\([A-Za-z0-9][A-Za-z0-9_.-]*\)$/\1/p' | sort -u
}
is_recorded() { [ -f "../unfinished/$1" ] && [ ! -h "../unfinished/$1" ]; }

# JOB DEVBOX
print_things() {
	of=$1
	if state=$(state_of "$2"); then
		case $state in
		paused*) report "$of" frozen "${state#*"$tab"}" ;;
		exited* | stopped*) report "$of" stopped "${state#*"$tab"}" ;;
		esac
	fi
	for kind in $made_containers; do
		! podman container exists "ingot-$kind-$of" || report "$of" container "ingot-$kind-$of"
	done
	images_of "$of" | while read -r image; do report "$of" image "$image"; done
	! is_mine "$(temporary_of "$of")" || report "$of" temporary "$(temporary_of "$of")"
}

# JOB: prints the numbers of the steps that must be undone.
print_steps() {
	if [ -f "$1/status.json" ]; then
		while read -r number; do report "$1" step "$number"; done <"$1/left"
	else
		while read -r number; do
			if grep -qx "$number" "$1/settled" || ! grep -qx "undo_has_$number=1" "$1/plan.sh"; then continue; fi
			report "$1" step "$number"
		done <"$1/started"
	fi 2>/dev/null
}

# JOB: whether it is a recorded job of this machine that is dead.
is_orphan() {
	is_id "$1" && { is_recorded "$1" || is_mine "$1" || holds_lock "$1"; } && ! is_elsewhere "$1" && ! is_alive "$1"
}

holds_lock() {
	for each in ../locks/*; do
		[ "$(readlink "$each")" != "$1" ] || return 0
	done
	return 1
}

look() {
	reported=
	while [ $# -gt 1 ]; do
		reported="$reported $1"
		if is_id "$1"; then
			print_things "$1" "$2"
			print_steps "$1"
		fi
		shift 2
	done
	{
		for each in ../unfinished/*; do echo "${each##*/}"; done
		for each in ../locks/*; do readlink "$each"; done
	} | sort -u | while read -r orphan; do
		case "$reported " in *" $orphan "*) continue ;; esac
		is_orphan "$orphan" || continue
		report "$orphan" gone ''
		print_things "$orphan" "$(held_by "$orphan" | head -n 1)"
	done
}

# A DevBox that the job stopped is reported, and left to its owner.
clear() {
	is_orphan "$1" || exit 0
	for devbox in $(held_by "$1"); do
		ln -s "$1" "../locks/devbox-$devbox" 2>/dev/null
		[ "$(readlink "../locks/devbox-$devbox")" = "$1" ] || exit 22
		# A Podman that a signal ended has not said that it is gone.
		state=$(state_of "$devbox") || [ $? -lt 128 ] || exit 1
		case $state in paused*) podman unpause "$devbox" >/dev/null || exit 1 ;; esac
	done
	for kind in $made_containers; do
		podman rm --force --time 0 --volumes --ignore "ingot-$kind-$1" >/dev/null || exit 1
	done
	images=$(images_of "$1") || exit 1
	for image in $images; do podman rmi "$image" >/dev/null || exit 1; done
	! is_mine "$(temporary_of "$1")" || rm -rf -- "$(temporary_of "$1")" || exit 1
	for each in ../locks/* ../queue/*/*; do
		[ ! -h "$each" ] || [ "$(readlink "$each")" != "$1" ] || rm -f "$each"
	done
	[ -e "$1" ] || rm -f "../unfinished/$1"
}

verb=$1
shift
"$verb" "$@"
