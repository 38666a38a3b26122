#!/bin/sh
# Manages the schedules of a worker. Follows job-process.sh, state-folder.sh, cron.sh, systemd.sh and trigger.sh. A schedule is a
# folder with
#   schedule.json  the request (one line)         revision  number of edits
#   cron, calendar its cadence, for cron and for systemd
#   enabled        exists while it is enabled     trigger   cron or systemd
#   kept           ids of the DevBoxes that runs left stopped
# and what run-schedule.sh needs. Exit codes: 0 done, 1 failed, 2 no such schedule, 3 refused, 5 conflict.
# The last line on stderr is the reason.
# shellcheck disable=SC2034,SC2154 # the scripts before set and read the rest
set -u
umask 077
LC_ALL=C
export LC_ALL

refuse() {
	printf '%s\n' "$2" >&2
	exit "$1"
}

schedules=$ingot_folder/schedules
units=${XDG_CONFIG_HOME:-$HOME/.config}/systemd/user
[ -n "${XDG_RUNTIME_DIR:-}" ] || [ ! -d "/run/user/$(id -u)" ] || XDG_RUNTIME_DIR=/run/user/$(id -u)
[ -z "${XDG_RUNTIME_DIR:-}" ] || export XDG_RUNTIME_DIR

enter() {
	if ! mkdir -p "$schedules" || ! cd "$schedules"; then refuse 1 "The folder $schedules cannot be created."; fi
	exec 9>>.lock
	command -v flock >/dev/null 2>&1 || refuse 3 'Schedules need the command flock, which is not on this worker. Install util-linux there.'
	# busybox has no -w.
	tries=0
	until flock -n 9; do
		tries=$((tries + 1))
		[ "$tries" -lt 100 ] || refuse 5 'Another client is changing the schedules. Try again.'
		sleep 0.2
	done
	# Of clients that were killed; another one may be filling its folder.
	find . -maxdepth 1 -name '.new.*' -mmin +60 -exec rm -rf {} + 2>/dev/null
}

there() {
	case $1 in '' | *[!a-z0-9]*) refuse 2 'This is not a schedule id.' ;; esac
	if [ ! -f "$1/schedule.json" ] || [ -L "$1" ]; then refuse 2 'The schedule was deleted.'; fi
}

# Prints the time, the offset from UTC, and the name of the time zone if it is known: those of the machine, which cron and timers go by,
# not those of a TZ that this session brought along.
tell_clock() {
	unset TZ
	zone=$(readlink -f /etc/localtime 2>/dev/null | sed -n 's|.*/zoneinfo/||p')
	[ -n "$zone" ] || zone=$(head -n 1 /etc/timezone 2>/dev/null)
	echo "clock $(date +%s) $(date +%z) $zone"
}

# Prints all schedules. Changes nothing and waits for nothing.
list() {
	tell_clock
	choose_trigger dry
	echo "trigger $trigger"
	cd "$schedules" 2>/dev/null || exit 0
	for id in *; do
		case $id in *[!a-z0-9]*) continue ;; esac
		if [ ! -f "$id/schedule.json" ] || [ -L "$id" ]; then continue; fi
		# Not echo: shells differ in how it treats backslashes, which JSON contains.
		printf 'schedule %s\n' "$(head -c 100000 "$id/schedule.json")"
		printf 'revision %s\n' "$(cat "$id/revision")"
		printf 'by %s\n' "$(cat "$id/trigger" 2>/dev/null)"
		[ ! -e "$id/enabled" ] || echo enabled
		problem=
		if has_trigger "$id"; then echo triggered; elif [ -n "$problem" ]; then printf 'unread %s\n' "$problem"; fi
		[ ! -s "$id/trigger.log" ] || printf 'problem %s\n' "$(tail -n 1 "$id/trigger.log" | cut -c 1-500)"
		last='' made=''
		for run in ../jobs/*-"$id"; do
			last=$run ended=
			[ ! -f "$run/status.json" ] || read -r ended <"$run/status.json"
			case $ended in *'"outcome":"done"'*) made=$run ;; esac
		done
		[ -d "$last" ] || continue
		if [ -e "$id/words" ] && [ -n "$made" ]; then printf 'made %s\n' "$(head -n 1 "$made/request.json" | head -c 5000)"; fi
		alive=0
		! is_alive "$last" || alive=1
		printf 'run %s\n' "$(basename "$last") $alive $(head -n 1 "$last/status.json" 2>/dev/null)"
		printf 'said %s\n' "$(tail -n 1 "$last/events.ndjson" 2>/dev/null | head -c 5000)"
	done
}

# save ID REVISION STAGE: REVISION is the edited one, 0 for a new schedule; STAGE is the folder with the new files.
save() {
	stage=$PWD/$3 now=0 # stage-schedule.sh removes it at the end
	if [ "$2" = 0 ]; then
		[ ! -e "$1" ] || refuse 5 'A schedule with this id exists already.'
	else
		there "$1"
		now=$(cat "$1/revision")
		[ "$now" = "$2" ] || refuse 5 "The schedule was changed meanwhile (edit $now). Open it again to see the changes."
	fi
	refuse_twin "$1"
	write_session >"$stage/session.sh"
	echo $((now + 1)) >"$stage/revision"
	# A full disk leaves them empty.
	[ "$(cat "$stage/revision" "$stage/session.sh")" = "$(echo $((now + 1)) && write_session)" ] || refuse 1 'The disk is full.'
	if [ "$now" = 0 ]; then
		# Not `:`, which ends a shell that cannot write the file.
		if ! true >"$stage/enabled" || ! mv "$stage" "$1"; then refuse 1 'The disk is full.'; fi
		(set_trigger "$1") || {
			code=$?
			(drop_trigger "$1") 2>/dev/null
			rm -rf "${1:?}"
			exit "$code"
		}
	else
		# First: where it fails, nothing has changed.
		[ ! -e "$1/enabled" ] || set_trigger "$1" "$stage"
		# Values of variables, what was searched, and what varies by run.
		for file in environment.sh environment.list searched words; do
			[ -e "$stage/$file" ] || rm -f "$1/$file"
		done
		for file in "$stage"/*; do mv "$file" "$1/" || exit 1; done
		rm -f "$1/trigger.log"
	fi
}

# name_of FOLDER: as schedule.json has it (plan/schedule-files.ts). Texts in it have no quote without a backslash.
name_of() {
	head -c 100000 "$1/schedule.json" | sed -n \
		-e 's/^{"version":1,"id":"[^"]*","user":"[^"]*","reference":"[^"]*","draft":{"name":"\([^"]*\)".*/\1/p' \
		-e 's/^{"version":2,"id":"[^"]*","user":"[^"]*","name":"\([^"]*\)".*/\1/p'
}

# refuse_twin ID: the client has looked before, but not under the lock.
refuse_twin() {
	wanted=$(name_of "$stage")
	for other in *; do
		case $other in "$1" | *[!a-z0-9]*) continue ;; esac
		if [ ! -f "$other/schedule.json" ] || [ -L "$other" ]; then continue; fi
		[ "$(name_of "$other")" != "$wanted" ] || refuse 5 "The worker already has a schedule named $wanted. Choose another name."
	done
}

write_session() {
	for name in PATH HOME USER LOGNAME LANG TMPDIR XDG_RUNTIME_DIR XDG_STATE_HOME XDG_CONFIG_HOME XDG_DATA_HOME DBUS_SESSION_BUS_ADDRESS; do
		eval "value=\${$name:-}"
		[ -z "$value" ] || printf 'export %s=%s\n' "$name" "$(quoted "$value")"
	done
}

enable() {
	there "$1"
	was=
	[ ! -e "$1/enabled" ] || was=enabled
	# First: a trigger without it would start runs of a schedule that is listed as disabled.
	true >"$1/enabled" || refuse 1 'The disk is full.'
	(set_trigger "$1") || {
		code=$?
		if [ -z "$was" ]; then
			(drop_trigger "$1") 2>/dev/null
			rm -f "$1/enabled"
		fi
		exit "$code"
	}
	rm -f "$1/trigger.log"
}

disable() {
	there "$1"
	drop_trigger "$1"
	rm -f "$1/enabled" "$1/trigger.log"
}

# remove ID: ended runs stay with their logs, as all jobs do.
remove() {
	there "$1"
	for run in ../jobs/*-"$1"; do
		! is_alive "$run" || refuse 5 "Its run $(basename "$run") is still running. Cancel it, or wait until it ends."
	done
	drop_trigger "$1"
	rm -rf "${1:?}"
}

# run ID: makes the job's folder, changes to it and prints the job's request. start-run.sh starts it.
run() {
	there "$1"
	exec 9>&-
	id=$(sh "./$1/run.sh" prepare) || exit 1
	cd "../jobs/$id" || exit 1
	head -n 1 request.json
	# shellcheck disable=SC1090 # generated
	. "../../schedules/$1/session.sh"
}

verb=$1
shift
[ "$verb" = list ] || enter
"$verb" "$@"
