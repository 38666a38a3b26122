#!/bin/sh
# Finds the tools that a DevBox has. Fed on stdin to the DevBox's own /bin/sh; after it come the function `all`, with one call
# of `tool` for each tool, and `find_all`. It prints
#   found CAPABILITY PATH     listed (every tool was looked for)     version CAPABILITY TEXT
# It needs nothing but the shell; without sleep, head or readlink there are fewer versions. It only reads: what it runs has
# no home and no temporary folder, and cannot write a byte to a file. It ends within a second, with all that it started.
exec 2>/dev/null
LC_ALL=C
export LC_ALL
set -f
dirs='' mounts='' asked='' count=0

# Folders of other file systems: what lies there is not in an image of the DevBox, and may not even answer.
read_mounts() {
	while read -r _ _ _ _ point _; do
		[ "$point" = / ] || mounts="$mounts $point"
	done </proc/self/mountinfo
}

is_mounted() {
	for point in $mounts; do
		case $1/ in "$point"/*) return 0 ;; esac
	done
	return 1
}

add_dir() {
	case $1 in /*) ;; *) return ;; esac
	! is_mounted "$1" || return 0
	cd -P "$1" || return 0
	case :$dirs: in
	*":$PWD:"*) ;;
	*) is_mounted "$PWD" || dirs=$dirs:$PWD ;;
	esac
}

# PATH, then the places where tools are put that are in the PATH of a login shell only.
find_dirs() {
	IFS=:
	for dir in ${PATH:-}; do
		IFS=' '
		add_dir "$dir"
	done
	IFS=' '
	set +f
	for dir in /usr/local/bin /usr/bin /bin /usr/local/sbin /usr/sbin /sbin /usr/local/*/bin /opt/*/bin /usr/lib/jvm/*/bin \
		/usr/lib/postgresql/*/bin /usr/lib/google-cloud-sdk/bin /nix/var/nix/profiles/default/bin; do
		add_dir "$dir"
	done
	for home in "${HOME:-/root}" /root /home/*; do
		! is_mounted "$home" || continue
		for dir in "$home"/.local/bin "$home"/bin "$home"/go/bin "$home"/.cargo/bin "$home"/.bun/bin "$home"/.deno/bin \
			"$home"/.local/share/pnpm "$home"/.npm-global/bin "$home"/.volta/bin "$home"/.nvm/versions/node/*/bin \
			"$home"/.pyenv/versions/*/bin "$home"/.rbenv/versions/*/bin "$home"/.asdf/shims "$home"/.local/share/mise/shims \
			"$home"/.sdkman/candidates/*/current/bin "$home"/.dotnet "$home"/.nix-profile/bin "$home"/miniconda3/bin; do
			add_dir "$dir"
		done
	done
	set -f
	cd /
}

is_program() { [ -f "$1" ] && [ -x "$1" ] && ! is_mounted "$1"; }

# NAME → $found, and $real, which no link leads to.
find_tool() {
	found=
	case $1 in
	/*) ! is_program "$1" || found=$1 ;;
	*)
		IFS=:
		for dir in $dirs; do
			IFS=' '
			[ -n "$dir" ] && is_program "$dir/$1" && found=$dir/$1 && break
		done
		IFS=' '
		;;
	esac
	[ -n "$found" ] || return 1
	real=$found
	[ ! -L "$found" ] || real=$(readlink -f "$found" </dev/null) || real=$found
	! is_mounted "$real"
}

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

find_version() {
	case $real in
	*/node_modules/*) read_package ;;
	*)
		[ "$how" = run ] || return 0
		ask "$@" </dev/null &
		asked="$asked $!"
		count=$((count + 1))
		# A DevBox may be allowed few processes.
		[ $((count % 12)) != 0 ] || await
		;;
	esac
}

await() {
	# shellcheck disable=SC2086 # a list of words; without any it would wait for everything
	[ -z "$asked" ] || wait $asked
	asked=
}

# Starting Node for it would take half a second.
read_package() {
	rest=${real##*/node_modules/}
	name=${rest%%/*}
	case $name in @*)
		rest=${rest#*/}
		name=$name/${rest%%/*}
		;;
	esac
	file=${real%/node_modules/*}/node_modules/$name/package.json
	[ -f "$file" ] || return 0
	lines=0
	while [ "$lines" -lt 100 ] && read -r line; do
		lines=$((lines + 1))
		case $line in *'"version"'*)
			printf 'version %s %.60s\n' "$capability" "${line#*\"version\"}"
			return
			;;
		esac
	done <"$file"
}

# ask ARGUMENT …: the program's version, as it says it, in one line.
ask() {
	ulimit -f 0
	# shellcheck disable=SC3045 # a shell that has no -c leaves no core here either: it could not be written
	ulimit -c 0
	HOME=/dev/null TMPDIR=/dev/null XDG_CONFIG_HOME=/dev/null XDG_CACHE_HOME=/dev/null XDG_DATA_HOME=/dev/null
	XDG_STATE_HOME=/dev/null PYTHONDONTWRITEBYTECODE=1 NO_COLOR=1 DO_NOT_TRACK=1 CHECKPOINT_DISABLE=1
	GH_NO_UPDATE_NOTIFIER=1 DENO_NO_UPDATE_CHECK=1 NO_UPDATE_NOTIFIER=1 COREPACK_ENABLE_NETWORK=0 AWS_EC2_METADATA_DISABLED=true
	export HOME TMPDIR XDG_CONFIG_HOME XDG_CACHE_HOME XDG_DATA_HOME XDG_STATE_HOME PYTHONDONTWRITEBYTECODE NO_COLOR \
		DO_NOT_TRACK CHECKPOINT_DISABLE GH_NO_UPDATE_NOTIFIER DENO_NO_UPDATE_CHECK NO_UPDATE_NOTIFIER COREPACK_ENABLE_NETWORK \
		AWS_EC2_METADATA_DISABLED
	said=$("$found" "$@" </dev/null 2>&1 | head -c 400)
	IFS='
'
	# shellcheck disable=SC2086 # lines
	set -- $said
	IFS=' '
	printf 'version %s %s\n' "$capability" "$*"
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
