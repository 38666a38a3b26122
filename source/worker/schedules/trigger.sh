# What starts the runs of a schedule: cron, or a systemd timer. For schedule.sh.
# shellcheck shell=sh disable=SC2034,SC2119,SC2120,SC2154 # schedule.sh sets and reads the rest

# choose_trigger [dry]: sets $trigger, empty where nothing can start a run. May enable lingering unless it is dry.
choose_trigger() {
	trigger=
	if has_systemd && lingers; then
		trigger=systemd
	elif has_cron; then
		trigger=cron
	elif has_systemd; then
		# Root can always enable it.
		if [ -z "${1:-}" ]; then loginctl enable-linger >/dev/null 2>&1; elif [ "$(id -u)" = 0 ]; then trigger=systemd; fi
		! lingers || trigger=systemd
	fi
}

no_trigger() {
	if has_systemd; then
		refuse 3 "Timers of $(id -un) would end with the last login, and no cron runs here. On the worker: sudo loginctl enable-linger $(id -un)"
	fi
	[ -z "${problem:-}" ] || refuse 3 "cron cannot start a run, because the crontab of $(id -un) cannot be read: $problem"
	refuse 3 'Nothing on this worker can start a run: neither cron nor systemd for its user is running. Install cron.'
}

drop_trigger() {
	drop_line "$1"
	drop_units "$1"
}

# set_trigger ID [FOLDER]: replaces the current trigger, which may be of the other kind. FOLDER has the cadence, if ID does not yet.
set_trigger() {
	choose_trigger
	[ -n "$trigger" ] || no_trigger
	[ "$trigger" = cron ] || drop_line "$1"
	# A full disk would leave it empty.
	if [ "$(cat "$1/trigger" 2>/dev/null)" != "$trigger" ]; then
		if ! echo "$trigger" >"$1/trigger.new" || ! mv "$1/trigger.new" "$1/trigger"; then refuse 1 'The disk is full.'; fi
	fi
	if [ "$trigger" = cron ]; then
		line=$(cron_line "$1" "${2:-$1}") || exit $?
		write_crontab "$1" "$line"
		drop_units "$1"
	else
		write_units "$1" "${2:-$1}"
	fi
}

has_trigger() {
	case $(cat "$1/trigger" 2>/dev/null) in
	cron) in_crontab "$1" ;;
	systemd) systemctl --user is-active --quiet "ingot-$1.timer" 2>/dev/null ;;
	*) return 1 ;;
	esac
}
