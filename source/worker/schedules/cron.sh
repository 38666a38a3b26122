# A schedule's line in the user's crontab, found by its end; no other line is ever changed. For schedule.sh.
# shellcheck shell=sh disable=SC2154 # schedule.sh sets the rest

# Whether cron is running: the crontab command alone starts nothing.
has_cron() {
	command -v crontab >/dev/null 2>&1 || return 1
	read_crontab >/dev/null || return 1
	[ -r /proc/1/comm ] || return 0 # processes of others are hidden
	for comm in /proc/[0-9]*/comm; do
		read -r program 2>/dev/null <"$comm" || continue
		case $program in cron | crond | fcron | dcron | cronie | systemd-cron*) return 0 ;; esac
	done
	return 1
}

# Prints nothing for a user who has none yet.
read_crontab() {
	if problem=$(crontab -l 2>&1 >/dev/null); then crontab -l; else
		case $problem in *'no crontab'* | *"can't open"*) ;; *) return 1 ;; esac
	fi
}

in_crontab() { read_crontab | grep -q "# ingot:$1\$"; }

# write_crontab ID [LINE]
write_crontab() {
	rm -f .crontab .crontab.new
	read_crontab >.crontab || refuse 1 "The crontab cannot be read: $problem"
	sed "/# ingot:$1\$/d" .crontab >.crontab.new || refuse 1 'The disk is full.'
	if [ -n "${2:-}" ]; then
		# A last line without a newline would be joined with ours.
		[ ! -s .crontab.new ] || [ -z "$(tail -c 1 .crontab.new)" ] || echo >>.crontab.new
		printf '%s\n' "$2" >>.crontab.new || refuse 1 'The disk is full.'
	fi
	said=$(crontab - <.crontab.new 2>&1) || refuse 1 "crontab rejected the change: $said"
	rm -f .crontab .crontab.new
}

quoted() { printf "'%s'" "$(printf %s "$1" | sed "s/'/'\\\\''/g")"; }

# cron ends the line at a %, quoted or not.
cron_line() {
	read -r when <"$1/cron"
	case $when in *[!0-9*,/\ -]* | '') refuse 1 "This is not a valid cadence: $when" ;; esac
	printf '%s /bin/sh %s # ingot:%s' "$when" "$(quoted "$schedules/$1/run.sh" | sed 's/%/\\%/g')" "$1"
}
