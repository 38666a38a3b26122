# The queue: jobs that compete for the disk run one after the other, first come first served. Each draws a number, and the first
# in line takes a slot. A waiting job holds no lock.
# shellcheck shell=sh disable=SC1091,SC2034,SC2154 # see state.sh

# Waits for a slot. A conflict with a running job is reported before that.
wait_for_slot() {
	for each in $locks; do
		[ -h "$locks_folder/$each" ] || continue
		holder=$(readlink "$locks_folder/$each")
		if is_job "$holder" && ! is_elsewhere "../$holder" && is_alive "../$holder"; then fail_busy "$each" "$holder"; fi
	done
	find_predecessor
	if [ -z "$predecessor" ] && take_slot; then return 0; fi
	awaited=
	while :; do
		[ -z "$cancelled" ] || fail_job
		# Somebody may have removed them.
		[ -e waiting ] || true >waiting
		[ -h "$queue/$ticket" ] || draw_ticket
		find_predecessor
		[ -n "$predecessor" ] || ! take_slot || break
		log_waiting "${predecessor:-$holder}"
		sleep 0.5
	done
	rm -f waiting "$queue/$ticket"
	ticket=
}

# A job without a number runs after all others.
draw_ticket() {
	[ -d "$queue" ] || mkdir -p "$queue" 2>/dev/null
	tries=0 ticket=
	while [ "$tries" -lt 50 ]; do
		tries=$((tries + 1)) last=100000000
		for each in "$queue"/?????????; do
			case ${each##*/} in *[!0-9]*) ;; *) last=${each##*/} ;; esac
		done
		if make_link "$job" "$queue/$((last + 1))"; then
			ticket=$((last + 1))
			return 0
		fi
	done
}

# Sets $predecessor, the job right before this one in line; removes those that died or ended.
find_predecessor() {
	predecessor=
	for each in "$queue"/?????????; do
		[ -h "$each" ] || continue
		[ "${each##*/}" != "$ticket" ] || return 0
		waiter=$(readlink "$each")
		if is_job "$waiter" && [ -e "../$waiter/waiting" ]; then
			if is_alive "../$waiter"; then
				predecessor=$waiter
				continue
			fi
			log_message "Job $waiter, ahead in the queue, shows no sign of life: its process is gone. It is skipped."
		fi
		rm -f "$each"
	done
}

# Takes a free slot, or sets $holder to the job that has the last one.
take_slot() {
	slot=0
	while [ "$slot" -lt "$slots" ]; do
		slot=$((slot + 1))
		if lock "slot-$slot@$this_machine"; then
			held="$held slot-$slot@$this_machine"
			return 0
		fi
		[ -n "$holder" ] || fail_lock "slot-$slot@$this_machine"
	done
	return 1
}

# JOB, or "JOB on MACHINE": logs once what this job waits for. A stopped process, or one on another machine, may block it for
# ever: the reader can act on that. $awaited is what was logged last.
log_waiting() {
	problem=
	is_alive "../$1"
	case $1$runner_state in
	*' on '*) problem=". Whether it is alive cannot be seen from here; if that machine is gone: ingot recover --force ${1%% *}" ;;
	*[Tt]) problem=". Its process $pid is stopped: kill -CONT $pid on this worker resumes it, kill -KILL $pid gives it up" ;;
	esac
	[ "$1$problem" != "$awaited" ] || return 0
	awaited=$1$problem
	its_title=$(is_job "$1" && cd "../$1" && . ./plan.sh && printf %s "$title") 2>/dev/null
	clean_line "Waiting for job $1${its_title:+: $its_title}$problem"
	event '' job-waiting "$clean"
}
