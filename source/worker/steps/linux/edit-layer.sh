#!/bin/sh
# Applies the edits of a plan (the job's file `edits`) to a folder, or checks that they are applied. Runs as a user who can change
# the folder (`podman unshare` for a rootless Podman), so it reads no other script.
#   edit-layer.sh own FOLDER <edits            the copy of a DevBox's own layer: what is removed shows the base image's version again
#   edit-layer.sh merged FOLDER BASE <edits    all layers merged; BASE is the base image's tree, from which a removed path is restored
#   edit-layer.sh erase FOLDER <edits          all layers merged; only what may be in no layer
#   edit-layer.sh check FOLDER [BASE] <edits   an own layer, or with BASE all layers in one
#   edit-layer.sh absent FOLDER <edits         a lower layer: only what may be in no layer
# One edit a line: remove PATH, erase PATH (also where the base image has it), empty PATH, blank SIZE OFFSET+LENGTH[,…] PATH.
# Paths are escaped for `printf %b`. Exit code 1: the last line says why.
set -u
umask 077
LC_ALL=C
export LC_ALL

fail() {
	printf '%s\n' "$1" >&2
	exit 1
}

# is_gone PATH: a device 0:0 marks what was deleted.
is_gone() {
	[ -e "$1" ] || [ -h "$1" ] || return 0
	[ -c "$1" ] && [ ! -h "$1" ] && [ "$(stat -c %t:%T -- "$1")" = 0:0 ]
}

# find_in FOLDER: sets $at, where $bytes is in FOLDER. Returns 1 if it is not there, 2 if a link is on the way: it may lead outside.
find_in() {
	at=$1 rest=${bytes#/}
	while :; do
		part=${rest%%/*}
		case $part in '' | . | ..) fail "This path of an edit is not allowed: $path" ;; esac
		at=$at/$part
		! is_gone "$at" || return 1
		[ "$part" != "$rest" ] || return 0
		rest=${rest#*/}
		[ ! -h "$at" ] || return 2
		[ -d "$at" ] || return 1
	done
}

# Sets $at, or fails where a link is on the way: what is meant is elsewhere then, and would be in the image.
find_here() {
	find_in "$folder"
	code=$?
	[ "$code" != 2 ] || fail "A folder became a link meanwhile, so nothing can be left out there: $path. Try again."
	return "$code"
}

remove() {
	! find_here || rm -rf -- "$at" || fail "This could not be left out: $path"
}

# The base image's version shows again where nothing hides it.
restore() {
	find_here || return 0
	remove
	there=$at
	find_in "$base" || return 0
	cp -a -- "$at" "$there" || fail "The base image's version could not be restored: $path"
}

# to_file WORD …: calls this script with the words and the file $at; in a merged tree also for the other names of the file, because a change
# of one would leave them as they were. Only with `+` does find fail where the script does.
to_file() {
	if [ "$verb" = merged ] && [ "$(stat -c %h -- "$at")" -gt 1 ]; then
		find "$folder" -xdev -samefile "$at" -exec sh "$0" "$@" {} +
	else
		sh "$0" "$@" "$at"
	fi || fail "This file could not be changed: $path"
}

# Sets $at. Returns 1 where nothing is there.
is_file() {
	find_here || return 1
	if [ -h "$at" ] || [ ! -f "$at" ]; then fail "This is no file any more: $path. Try again."; fi
}

# truncate_file FILE …
truncate_file() { for file; do : >"$file" || exit 1; done; }

# overwrite RANGES FILE …
overwrite() {
	ranges=$1
	shift
	for file; do
		for range in $(printf %s "$ranges" | tr , ' '); do
			head -c "${range#*+}" /dev/zero | tr '\000' x |
				dd of="$file" bs=1 seek="${range%+*}" conv=notrunc 2>/dev/null || exit 1
		done
	done
}

# blank SIZE RANGES
blank() {
	is_file || return 0
	[ "$(wc -c <"$at")" -eq "$1" ] || fail "This file changed while the image was made: $path. Try again."
	to_file overwrite "$2"
}

# Where all layers are one, what the base image has at a removed path may be there.
check_gone() {
	find_in "$folder" || return 0
	if [ -n "$base" ] && [ "$act" = remove ]; then
		there=$at
		find_in "$base" && [ -z "$({ contents "$at" && contents "$at" && contents "$there"; } | sort | uniq -u)" ] && return 0
	fi
	fail "This should not be in the image: $path"
}

# PATH: prints hashes and names of the files under it that are not empty.
contents() (
	if [ -d "$1" ] && [ ! -h "$1" ]; then cd -- "$1" && part=.; else cd -- "${1%/*}" && part=./${1##*/}; fi || exit 1
	find "$part" -xdev -type f ! -size 0 -exec sha256sum -- {} +
)

check_empty() { ! find_in "$folder" || [ ! -s "$at" ] || fail "This file should be empty in the image: $path"; }

# check_blank SIZE RANGES
check_blank() {
	find_in "$folder" || return 0
	[ "$(wc -c <"$at")" -eq "$1" ] || fail "This file has another size in the image: $path"
	for range in $(printf %s "$2" | tr , ' '); do
		left=$(tail -c "+$((${range%+*} + 1))" -- "$at" | head -c "${range#*+}" | tr -d x | wc -c)
		[ "$left" -eq 0 ] || fail "This file should be blanked in the image: $path"
	done
}

# one ACT DETAILS: what the verb does for one edit.
one() {
	case $verb-$1 in
	own-remove | own-erase | merged-erase | erase-erase) remove ;;
	merged-remove) restore ;;
	own-empty | merged-empty) ! is_file || to_file truncate_file ;;
	own-blank | merged-blank) blank "$2" "$3" ;;
	check-remove | check-erase | absent-erase) check_gone ;;
	check-empty) check_empty ;;
	check-blank) check_blank "$2" "$3" ;;
	erase-* | absent-*) return 0 ;;
	*) fail "This edit is unknown: $1" ;;
	esac
}

verb=$1
shift
case $verb in
truncate_file | overwrite)
	"$verb" "$@"
	exit
	;;
esac
folder=$1 base=${2:-}
[ -d "$folder" ] || fail "This folder of a layer does not exist: $folder"
while IFS= read -r line <&3; do
	act=${line%% *} path=${line#* } size='' ranges=''
	if [ "$act" = blank ]; then
		size=${path%% *} path=${path#* }
		ranges=${path%% *} path=${path#* }
	fi
	# A process for each path takes a while, and most paths have nothing escaped. A name may end with a line break.
	case $path in
	*\\*) bytes=$(printf '%b.' "$path") bytes=${bytes%.} ;;
	*) bytes=$path ;;
	esac
	one "$act" "$size" "$ranges"
done 3<&0
