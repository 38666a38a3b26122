#!/bin/sh
# Finds the tools of a DevBox. The DevBox's own /bin/sh reads it from stdin, after tool-folders.sh and tool-versions.sh; then come the
# function `all`, with one call of `tool` for each tool, and `find_all`. It prints
#   found CAPABILITY PATH     listed (every tool was looked for)     version CAPABILITY TEXT
# It needs only the shell; without sleep, head or readlink it finds fewer versions. It only reads: the programs that it runs have no
# home and no temporary folder, and cannot write to a file. After a second it ends all
# that it started, and then itself.
# shellcheck disable=SC2034,SC2154 # tool-folders.sh and tool-versions.sh set and read the rest
exec 2>/dev/null
LC_ALL=C
export LC_ALL
set -f
dirs='' mounts='' asked='' count=0

# tool CAPABILITY run|look NAMES [ARGUMENT …]: NAMES are commands, with blanks between; the first that exists is used. With `run`
# the arguments make it print its version.
tool() {
	capability=$1 how=$2 names=$3
	shift 3
	number=$((number + 1))
	if [ "$phase" = find ]; then
		for name in $names; do
			if find_tool "$name"; then
				eval "found_$number=\$found real_$number=\$real"
				printf 'found %s %s\n' "$capability" "$real"
				return
			fi
		done
	elif eval "[ -n \"\${found_$number:-}\" ]"; then
		eval "found=\$found_$number real=\$real_$number"
		find_version "$@"
	fi
}

# kill_processes PIDS old|leaves|all: kills the processes of this script except PIDS (a list in one word) and, unless it is all,
# parents, which then end by themselves. A child without its parent would stay as a zombie in a DevBox whose first process does
# not reap. old: only those that were there the last time, too. Sets $seen, those that are left, without the script's own dead
# children: they are reaped when it waits.
kill_processes() {
	before=${seen:-} seen='' parents='' doomed=''
	set +f
	for stat in /proc/[0-9]*/stat; do
		read -r line <"$stat" || continue
		rest=${line##*) }
		state=${rest%% *} rest=${rest#* }
		parent=${rest%% *}
		rest=${rest#* * } # without parent and group
		[ "${rest%% *}" = $$ ] || continue
		[ "$state$parent" != Z$$ ] || continue
		pid=${line%% *} parents="$parents $parent"
		case " $1 " in *" $pid "*) continue ;; esac
		seen="$seen $pid"
		case "$2 $before " in old*" $pid "* | leaves* | all*) doomed="$doomed $pid" ;; esac
	done
	set -f
	for pid in $doomed; do
		case "$2 $parents " in all*) ;; *" $pid "*) continue ;; esac
		kill -9 "$pid"
	done
}

# kill_upwards PIDS: kills all but PIDS, children before their parents, which have a second to reap them. One that has just been seen
# for the first time may have a child that has not been seen yet.
kill_upwards() {
	seen=
	for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
		kill_processes "$1" old
		[ -n "$seen" ] || return 0
		sleep 0.05
	done
	kill_processes "$1" all
}

# Each round kills what has not ended since the last one. When the time is up, the script starts nothing more: see find_all. Ends
# when its own sleep is killed.
watch() {
	read -r self _ </proc/self/stat
	seen=
	for round in 1 2 3 4 5 6 7 8 9; do
		sleep 0.15 || { [ $? -lt 128 ] && sleep 1; } || exit
		[ "$round" != 6 ] || kill $$
		kill_processes "$$ $self" old
	done
}

time_is_up() {
	trap '' TERM
	kill_upwards "$$ $watcher"
	finish
}

finish() {
	trap '' TERM
	kill_processes "$$ $watcher" leaves
	wait "$watcher"
	kill_upwards $$
	exit 0
}

find_all() {
	trap time_is_up TERM
	watch </dev/null >/dev/null &
	watcher=$!
	read_mounts
	find_dirs
	phase=find number=0
	all
	echo listed
	phase=ask number=0
	all
	await
	finish
}
