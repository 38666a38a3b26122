# Timestamps without a process for each: `date` runs once a minute, and /proc/uptime gives the time since then.
# shellcheck shell=sh disable=SC2034 # read in the other files
day='' clock=0 clock_uptime=-6000

# Sets $at, an ISO 8601 timestamp.
read_time() {
	read -r uptime _ 2>/dev/null </proc/uptime || uptime=0.00
	later=$((${uptime%.*} * 100 + 1${uptime#*.} - 100 - clock_uptime))
	if [ "$later" -ge 6000 ] || [ $((clock + later)) -ge 8640000 ]; then
		clock_uptime=$((clock_uptime + later)) later=0
		read_clock
	fi
	format_time $((clock + later))
}

# Sets $day and $clock, hundredths of a second since midnight. busybox has no %3N.
read_clock() {
	day=$(date -u '+%Y-%m-%d 1%H 1%M 1%S 1%3N')
	# shellcheck disable=SC2086 # words
	set -- $day
	day=$1
	case $5 in *[!0-9]*) set -- "$1" "$2" "$3" "$4" 1000 ;; esac
	clock=$((($2 - 100) * 360000 + ($3 - 100) * 6000 + ($4 - 100) * 100 + ($5 - 1000) / 10))
}

# HUNDREDTHS: sets $at. The leading 1 keeps zeros.
format_time() {
	set -- $(($1 / 360000 + 100)) $(($1 / 6000 % 60 + 100)) $(($1 / 100 % 60 + 100)) $(($1 % 100 + 100))
	at=${day}T${1#1}:${2#1}:${3#1}.${4#1}0Z
}
