# Locks on DevBoxes, references and slots: symbolic links that name their job.
# shellcheck shell=sh disable=SC1091,SC2034,SC2154 # see state.sh

# JOB: whether it has a real folder of this user here.
is_job() {
	case $1 in '' | *[!a-z0-9-]*) return 1 ;; esac
	[ -d "../$1" ] && [ ! -h "../$1" ] && [ -O "../$1" ]
}

# LOCK: takes it. A dead job is recovered before its lock is free, or its undo would disturb this job later. When it fails, sets
# $holder: the job that has the lock, or nothing where the link cannot be created.
lock() {
	tries=0
	until make_link "$job" "$locks_folder/$1"; do
		holder=$(readlink "$locks_folder/$1") || holder=
		tries=$((tries + 1))
		[ "$tries" -le 20 ] || return 1
		case $holder in
		"$job")
			! has_lock "$1" || return 0
			continue
			;;
		'')
			sleep 0.1
			continue
			;;
		*[!a-z0-9-]*) ;;
		*)
			if is_elsewhere "../$holder"; then
				holder="$holder on ${where%%:*}"
				return 1
			fi
			if is_alive "../$holder"; then return 1; fi
			if is_job "$holder"; then recover_other "$holder" || return 1; fi
			if is_alive "../$holder"; then return 1; fi
			;;
		esac
		# A failed rollback does not block others.
		remove_stale "$1" || {
			holder=
			return 1
		}
	done
}

# LOCK: whether this job has it, also when others are about to remove it because they have seen this job dead.
has_lock() {
	enter_mutex || return 1
	held_by=$(readlink "$locks_folder/$1")
	leave_mutex
	[ "$held_by" = "$job" ]
}

# LOCK: removes it if it is still the one of $holder, and that is still dead. Fails where the mutex cannot be had.
remove_stale() {
	enter_mutex || return 1
	if [ "$(readlink "$locks_folder/$1")" = "$holder" ]; then
		case $holder in
		*[!a-z0-9-]*) rm -f "$locks_folder/$1" ;;
		*) is_alive "../$holder" || rm -f "$locks_folder/$1" ;;
		esac
	fi
	leave_mutex
}

# JOB: recovers it with its own runner, or with this one where a power cut took that. The recovery outlives a cancel of this job;
# fails then.
recover_other() {
	log_message "Job $1 shows no sign of life: its process is gone. It is being rolled back first."
	by=./job-runner.sh
	[ "$(tail -n 1 "../$1/job-runner.sh" 2>/dev/null)" = 'esac' ] || by=$PWD/job-runner.sh
	(cd "../$1" && exec sh "$by" recover) </dev/null >/dev/null 2>&1 4>&- &
	wait $!
	[ -z "$cancelled" ]
}

# LOCK: fails the job because the lock cannot be created.
fail_lock() {
	step_id=''
	fail_job "The lock $1 cannot be created in $(cd "$locks_folder" && pwd -P). Free disk space there, or remove what is in its place, and try again."
}

# LOCK HOLDER: ends the job because another one holds the lock.
fail_busy() {
	[ -z "$cancelled" ] || fail_job
	[ -n "$2" ] || fail_lock "$1"
	[ -z "${busy_text:-}" ] || finish_job conflict "$busy_text: $2."
	case ${1##*/} in
	devbox-*) what='this DevBox' ;;
	image-*) what='this name of an image' ;;
	name-*) what='this name of a DevBox' ;;
	*) what='what this one needs' ;;
	esac
	finish_job conflict "Another job is using $what: $2. Follow that job, or try again when it has ended."
}

# Takes all locks for a recovery; exits where another job has one.
lock_for_recovery() {
	for each in $locks; do
		lock "$each" || {
			left=1
			release_all
			[ -n "$holder" ] || exit 1
			exit 22
		}
		held="$held $each"
	done
}

# Finds the locks and the ticket that another process took for this job.
find_held() {
	held=
	for each in "$locks_folder"/*; do
		[ "$(readlink "$each")" != "$job" ] || held="$held ${each##*/}"
	done
	for each in "$queue"/?????????; do
		[ "$(readlink "$each")" != "$job" ] || ticket=${each##*/}
	done
}

# Removes locks, ticket and temporary files.
release_all() {
	set -- out waiting ballast hidden environment.sh environment.list forks.sh forks.list auth.json
	[ ! -h auth.json ] || set -- "$@" "$(readlink auth.json)"
	[ -n "$left" ] || set -- "$@" "$unfinished/$job"
	[ -z "$ticket" ] || set -- "$@" "$queue/$ticket"
	rm -f "$@"
	[ -z "$held" ] || release_locks
}

# Removes those locks that are still its own. Without the mutex, too: a lock that stays would block others.
release_locks() {
	enter_mutex || mutex=
	set --
	for each in $held; do
		[ "$(readlink "$locks_folder/$each")" != "$job" ] || set -- "$@" "$locks_folder/$each"
	done
	rm -f "$@" ${mutex:+"$mutex"}
}
