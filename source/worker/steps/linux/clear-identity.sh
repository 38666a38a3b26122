#!/bin/sh
# clear-identity.sh ROOT [--any] ID … <identity: clears what may not be in every DevBox of an image, in the tree at ROOT: a copied layer
# or a container's root folder, which is at rest. The table has lines `ID remove|empty GLOB`; a remove with a `/` at its end stands
# for folders. Prints what it cleared; with --any it changes nothing and exits with 4 where nothing is to clear. Runs as a user who can
# change the tree (`podman unshare` for a rootless Podman), so it reads no other script. A link is never followed, or a hostile image could name files of the worker.
set -u
umask 077
LC_ALL=C
export LC_ALL

[ $# -gt 0 ] && cd -- "$1" || exit 1
shift
any=no
[ "${1-}" != --any ] || { any=yes && shift; }
wanted=" $* "
# Whole names from globs, also with spaces and line breaks.
IFS=''

# PATH: whether all folders on the way to it are folders in the tree.
is_inside() {
	way=${1%/}
	while :; do
		case $way in ./*/*) way=${way%/*} ;; *) return 0 ;; esac
		[ ! -h "$way" ] || return 1
	done
}

# Where other names of the same file exist, they keep the content.
truncate_file() {
	if [ "$(stat -c %h -- "$1")" -gt 1 ]; then
		rm -rf -- "$1.ingot-new" && cp -p -- "$1" "$1.ingot-new" && : >"$1.ingot-new" && mv -f -- "$1.ingot-new" "$1"
	else
		: >"$1"
	fi
}

# clear_one ACT PATH: returns 1 where nothing was to do. A device may be overlay's mark of a deleted file, which must stay.
clear_one() {
	case $1-$2 in
	remove-*/)
		[ -d "$2" ] && [ ! -h "${2%/}" ] && is_inside "$2" || return 1
		[ "$any" = no ] || exit 0
		rm -rf -- "${2%/}" || exit 1
		;;
	remove-*)
		[ -f "$2" ] || [ -h "$2" ] || [ -p "$2" ] || [ -S "$2" ] || return 1
		is_inside "$2" || return 1
		[ "$any" = no ] || exit 0
		rm -f -- "$2" || exit 1
		;;
	*)
		[ -f "$2" ] && [ ! -h "$2" ] && [ -s "$2" ] && is_inside "$2" || return 1
		[ "$any" = no ] || exit 0
		truncate_file "$2" || exit 1
		;;
	esac
}

# Ends the line of one kind.
report() { [ "$count" -le 3 ] || printf 'Cleared %s: %s more\n' "$last" $((count - 3)); }

last='' count=0
while read -r line; do
	id=${line%% *} rest=${line#* }
	case $wanted in *" $id "*) ;; *) continue ;; esac
	[ "$id" = "$last" ] || {
		report
		last=$id count=0
	}
	# Only the globs of the table.
	for found in .${rest#* }; do
		clear_one "${rest%% *}" "$found" || continue
		count=$((count + 1))
		[ "$count" -gt 3 ] || printf 'Cleared %s: %s\n' "$id" "${found#.}"
	done
done
[ "$any" = no ] || exit 4
report
