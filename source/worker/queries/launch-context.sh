# What a launch needs to know of the worker. Follows jobs/state-folder.sh. Argument: how the request of an earlier launch of the
# same image by the same user begins. Prints «cpus COUNT», «memory KIB», «port PROTOCOL/HEX» and «previous REQUEST». Sockets are
# read from the kernel's own tables, because `ss` is not everywhere.
# shellcheck shell=sh disable=SC2154 # state-folder.sh sets ingot_folder
umask 077
LC_ALL=C
echo "cpus $(grep -c '^processor' /proc/cpuinfo)"
while read -r key kib _; do
	[ "$key" != MemTotal: ] || echo "memory $kib"
done </proc/meminfo
for table in tcp tcp6 udp udp6; do
	while read -r _ local _ state _; do
		case $table$state in tcp*0A | udp*07) echo "port ${table%6}/${local##*:}" ;; esac
	done <"/proc/net/$table"
done 2>/dev/null
cd "$ingot_folder/jobs" 2>/dev/null || exit 0
last=$(grep -lsF -- "$1" */launch.json | sort | tail -n 1)
[ -z "$last" ] || {
	printf 'previous '
	cat -- "$last"
}
