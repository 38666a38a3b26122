#!/bin/sh
# Finds the tools that a DevBox has. Fed on stdin to the DevBox's own /bin/sh; after it come the function `all`, with one call
# of `tool` for each tool, and `find_all`. It prints
#   found CAPABILITY PATH     listed (every tool was looked for)     version CAPABILITY TEXT
# It needs nothing but the shell; without sleep, head or readlink there are fewer versions. It only reads: what it runs has
# no home and no temporary folder, and cannot write a byte to a file. It ends within a second, with all that it started.
# shellcheck disable=SC2034,SC2154 # tool-folders.sh and tool-versions.sh set and read the rest
exec 2>/dev/null
LC_ALL=C
export LC_ALL
set -f
dirs='' mounts='' asked='' count=0

# tool CAPABILITY run|look NAMES [ARGUMENT …]: NAMES are commands, with blanks between; the first that is there counts.
# `run` asks it for its version with the arguments.
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

# strike PIDS old|leaves|all: kills what belongs to this look, but for PIDS (a list in one word) and, unless it is all, for
# parents: they notice, and end by themselves. A child whose parent is gone would stay as a zombie in a DevBox whose first
# process reaps none. old: only what was there the last time as well.
strike() {
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

# Each tick kills what has not ended since the one before; the last one kills all. Ends when its own sleep is killed.
watch() {
	read -r self _ </proc/self/stat
	seen=
	for _ in 1 2 3 4 5; do
		sleep 0.15 || { [ $? -lt 128 ] && sleep 1; } || exit
		strike "$$ $self" old
	done
	strike "$$ $self" all
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
	strike "$$ $watcher" leaves
	wait "$watcher"
	strike $$ all
	exit 0
}
