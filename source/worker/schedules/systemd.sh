# A schedule's systemd timer and its service, named after it. For schedule.sh.
# shellcheck shell=sh disable=SC2154 # schedule.sh sets the rest

has_systemd() { [ -d /run/systemd/system ] && systemctl --user list-timers >/dev/null 2>&1; }

# Without lingering, a user's manager ends with the last login, and so do the timers.
lingers() { [ -e "/var/lib/systemd/linger/$(id -un)" ]; }

is_ours() { [ ! -e "$1" ] || grep -q '^# ingot:' "$1"; }

# put_unit NAME TEXT: writes it beside and renames: half of a unit would be another timer, or none.
put_unit() {
	new=$units/.$1.new
	if ! printf '%s\n' "$2" >"$new" || [ "$(cat "$new")" != "$2" ] || ! mv "$new" "$units/$1"; then
		rm -f "$new"
		refuse 1 'The disk is full.'
	fi
}

# write_units ID FOLDER: FOLDER has the cadence.
write_units() {
	mkdir -p "$units" || refuse 1 "The folder $units cannot be created."
	for unit in service timer; do
		is_ours "$units/ingot-$1.$unit" || refuse 5 "There is a unit ingot-$1.$unit that is not Ingot's."
	done
	place=$(printf %s "$schedules/$1/run.sh" | sed 's/[\\"]/\\&/g; s/%/%%/g; s/\$/$$/g')
	put_unit "ingot-$1.service" "$(printf '%s\n' "# ingot:$1" '[Unit]' 'Description=A run of an Ingot schedule' \
		'[Service]' "ExecStart=/bin/sh \"$place\"" 'KillMode=process')"
	put_unit "ingot-$1.timer" "$(
		printf '%s\n' "# ingot:$1" '[Unit]' 'Description=When an Ingot schedule runs' '[Timer]' 'AccuracySec=1s'
		sed 's/^/OnCalendar=/' "$2/calendar"
		printf '%s\n' '[Install]' 'WantedBy=timers.target'
	)"
	systemctl --user daemon-reload
	said=$(systemctl --user enable --quiet "ingot-$1.timer" 2>&1 && systemctl --user restart "ingot-$1.timer" 2>&1) ||
		refuse 1 "systemd rejected the timer: $(in_one_line "$said")"
}

drop_units() {
	if [ ! -e "$units/ingot-$1.timer" ] || ! is_ours "$units/ingot-$1.timer"; then return 0; fi
	systemctl --user disable --quiet --now "ingot-$1.timer" 2>/dev/null
	rm -f "$units/ingot-$1.timer" "$units/ingot-$1.service"
	systemctl --user daemon-reload 2>/dev/null
}
