#!/bin/sh
# Finds the tools of a DevBox. The DevBox's own /bin/sh reads it from stdin, after tool-folders.sh and tool-versions.sh; then come the
# function `all`, with one call of `tool` for each tool, and `find_all`. It prints
#   found CAPABILITY PATH     listed (every tool was looked for)     version CAPABILITY TEXT
# It needs only the shell; without sleep, head or readlink it finds fewer versions. It only reads: the programs that it runs have no
# home and no temporary folder, and cannot write to a file. It ends within a second, with all that it started.
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
# not reap. old: only those that were there the last time, too.
kill_processes() {
	before=${seen:-} seen='' parents='' doomed=''
	set +f
	for stat in /proc/[0-9]*/stat; do
		read -r line <"$stat" || continue
		rest=${line##*) }
		rest=${rest#* }
		parent=${rest%% *}
		rest=${rest#* * } # without parent and group
		[ "${rest%% *}" = $$ ] || continue
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

# Each round kills what has not ended since the last one; the final one kills all. Ends when its own sleep is killed.
watch() {
	read -r self _ </proc/self/stat
	seen=
	for _ in 1 2 3 4 5; do
		sleep 0.15 || { [ $? -lt 128 ] && sleep 1; } || exit
		kill_processes "$$ $self" old
	done
	kill_processes "$$ $self" all
	kill -9 $$
}

find_all() {
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
	kill_processes "$$ $watcher" leaves
	wait "$watcher"
	kill_processes $$ all
	exit 0
}
