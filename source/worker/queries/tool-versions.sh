# The versions of the tools of a DevBox. For devbox-tools.sh.
# shellcheck shell=sh disable=SC2034,SC2154 # devbox-tools.sh sets and reads the rest

find_version() {
	case $real in
	*/node_modules/*) read_package ;;
	*)
		[ "$how" = run ] || return 0
		ask "$@" </dev/null &
		asked="$asked $!"
		count=$((count + 1))
		# The DevBox may have a low limit of processes.
		[ $((count % 12)) != 0 ] || await
		;;
	esac
}

await() {
	# shellcheck disable=SC2086 # a list of words; without any it would wait for everything
	[ -z "$asked" ] || wait $asked
	asked=
}

# From package.json: starting Node would take half a second.
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

# ask ARGUMENT …: prints the program's version, as it reports it, in one line.
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
