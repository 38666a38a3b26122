# A schedule's line in the user's crontab, found by its end; no other line is ever changed. For schedule.sh.
# shellcheck shell=sh disable=SC2154 # schedule.sh sets the rest

newline='
'

# What a command said: only the last line of a reason arrives.
in_one_line() { printf %s "$1" | tr '\n' ' '; }

# Whether cron is running: the crontab command alone starts nothing.
has_cron() {
	command -v crontab >/dev/null 2>&1 || return 1
	read_crontab || return 1
	[ -r /proc/1/comm ] || return 0 # processes of others are hidden
	for comm in /proc/[0-9]*/comm; do
		read -r program 2>/dev/null <"$comm" || continue
		case $program in cron | crond | fcron | dcron | cronie | systemd-cron*) return 0 ;; esac
	done
	return 1
}

# Sets $lines, the crontab and a dot, which keeps line breaks before it; just the dot for a user who has none yet. In memory: on a
# full disk, Debian's `crontab -l` ends with 0 although it could not write its output.
read_crontab() {
	problem=
	lines=$(crontab -l 2>/dev/null && echo .) && return 0
	problem=$(in_one_line "$(crontab -l 2>&1 >/dev/null)")
	lines=.
	case $problem in *'no crontab'* | *"can't open"*'No such file'*) problem= ;; *) return 1 ;; esac
}

# An editor may have put a carriage return behind the end, and whoever put a # before the line does not want it to run.
line_end() { printf '# ingot:%s[[:space:]]*$' "$1"; }
in_crontab() { read_crontab && printf %s "${lines%.}" | grep -q "^[[:space:]]*[^#[:space:]].*$(line_end "$1")"; }

# drop_line ID. A crontab that cannot be read matters to a schedule that cron runs: its line would stay.
drop_line() {
	command -v crontab >/dev/null 2>&1 || return 0
	if read_crontab; then
		! printf %s "${lines%.}" | grep -q "$(line_end "$1")" || write_crontab "$1"
	elif [ "$(cat "$1/trigger" 2>/dev/null)" = cron ]; then
		refuse 1 "The crontab cannot be read: $problem"
	fi
}

# write_crontab ID [LINE]: replaces its line. The new crontab is a file, because one that arrives through a pipe would be cut off, or
# be empty, if this process were ended; what the disk did not take must not be installed either.
write_crontab() {
	read_crontab || refuse 1 "The crontab cannot be read: $problem"
	lines=$(printf %s "${lines%.}" | sed "/$(line_end "$1")/d" && echo .) || refuse 1 'The crontab cannot be changed: sed failed.'
	lines=${lines%.}
	if [ -n "${2:-}" ]; then
		# A last line without a newline would be joined with ours.
		[ -z "$lines" ] || [ -z "$(printf %s "$lines" | tail -c 1)" ] || lines=$lines$newline
		lines=$lines$2$newline
	fi
	rm -f .crontab.new
	if ! printf %s "$lines" >.crontab.new || [ "$(cat .crontab.new && echo .)" != "$lines." ]; then
		rm -f .crontab.new
		refuse 1 'The disk is full.'
	fi
	said=$(crontab - <.crontab.new 2>&1) || refuse 1 "crontab rejected the change: $(in_one_line "$said")"
	rm -f .crontab.new
}

quoted() { printf "'%s'" "$(printf %s "$1" | sed "s/'/'\\\\''/g")"; }

# cron_line ID FOLDER. cron ends the line at a %, quoted or not.
cron_line() {
	read -r when <"$2/cron"
	case $when in *[!0-9*,/\ -]* | '') refuse 1 "This is not a valid cadence: $when" ;; esac
	printf '%s /bin/sh %s # ingot:%s' "$when" "$(quoted "$schedules/$1/run.sh" | sed 's/%/\\%/g')" "$1"
}
