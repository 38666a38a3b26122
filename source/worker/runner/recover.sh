# Recovering a job whose runner died: the entry point, and what it finds.
# shellcheck shell=sh disable=SC1091,SC2034,SC2154 # see state.sh; plan.sh is generated

# Becomes the only recovery of this job: waits for another one, and replaces one that died.
claim_recovery() {
	identify
	tries=0
	until make_link "${identity% *}" recovering; do
		claimed=$(readlink recovering || echo gone gone)
		# shellcheck disable=SC2086 # three words
		if lives $claimed; then
			sleep 0.1
			continue
		fi
		tries=$((tries + 1))
		[ "$tries" -lt 20 ] || exit 1
		enter_mutex || exit 1
		[ "$(readlink recovering)" != "$claimed" ] || rm -f recovering
		leave_mutex
	done
}

# [here | cleared], see state.sh
recover() {
	for each in events.ndjson plan.sh status.json started settled left pid; do
		if [ -h "$each" ]; then exit 23; fi
	done
	if [ -z "${1:-}" ] && is_elsewhere .; then exit 21; fi
	# A job with a status is about to exit.
	tries=0
	while [ -e status.json ] && [ "$tries" -lt 25 ] && is_alive .; do
		tries=$((tries + 1))
		sleep 0.2
	done
	if is_alive .; then exit 0; fi
	claim_recovery
	trap 'rm -f recovering' EXIT
	if is_alive .; then exit 0; fi
	# After a reboot, anything that was not synced may be lost.
	[ -e status.json ] || [ "$boot" = "$this_boot" ] || : >rebooted
	[ -e events.ndjson ] || : >events.ndjson
	remove_half_line
	seq=$(wc -l <events.ndjson)
	find_outcome
	if [ -n "$outcome" ] && ! needs_cleanup; then
		log_end
	elif ! has_plan; then
		end_without_plan "${1:-}"
	else
		. ./plan.sh
		if [ -z "$outcome" ]; then end_interrupted; else retry_undo; fi
	fi
}

# Whether an undo of a job that ended has failed. Where the file is lost, two others show it: a job that ends removes its
# ballast, and then its file in unfinished unless it needs cleanup.
needs_cleanup() {
	[ -e left ] || { [ "$outcome" != 'done' ] && [ -e "$unfinished/$job" ] && [ ! -e ballast ]; }
}

has_plan() { [ -f plan.sh ] && [ "$(tail -n 1 plan.sh)" = '# end of the plan' ]; }

# Finds the outcome in the status or, where that is damaged, in the last event, and restores the status from it.
find_outcome() {
	outcome=
	[ ! -f status.json ] || ! read -r status <status.json || outcome=$status
	case $outcome in
	'{"outcome":"'[a-z]*'"}')
		outcome=${outcome#*'"outcome":"'}
		outcome=${outcome%%\"*}
		return 0
		;;
	esac
	outcome=$(sed -n 's/.*"kind":"job-ended".*"outcome":"\([a-z]*\)"}$/\1/p' events.ndjson | tail -n 1)
	rm -f status.json
	[ -z "$outcome" ] || write_status "$outcome"
}
