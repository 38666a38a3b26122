#!/bin/sh
# Records of what a layer contains, and their comparison; verify-image.sh reads this file. Works in the job's folder.
# shellcheck disable=SC2154 # linux-snapshot.sh and what it reads set the rest

# Records are temporary files of the job: a layer can have a million names.
in_records() { make_temporary && cd -- "$(own_temporary)" || exit 1; }
note() { grep -qxF -e "$1" notes 2>/dev/null || printf '%s\n' "$1" >>notes; }
layer_list() { as_owner sh "$job_folder/layer-list.sh" "$@"; }
image_layer() { podman image inspect --format '{{index .GraphDriver.Data "UpperDir"}}' "$1" 2>/dev/null; }

# record NAME FOLDER [merged]: writes what a layer contains to files called NAME, in parallel, because the DevBox may be frozen. What
# its root folder is like is written only once, because a mount gives that to root.
record() {
	layer_list "${3:-list}" "$2" >"$1" &
	listing=$!
	[ -e "$1-root" ] || layer_list root "$2" >"$1-root"
	layer_list attributes "$2" >"$1-attributes" 2>/dev/null
	attributes_code=$?
	wait "$listing" || {
		has_space . || refuse 1 'The disk is full, so the files could not be listed. Free disk space there and try again.'
		refuse 1 "The files of the DevBox could not be listed: $2"
	}
	[ "$attributes_code" != 4 ] || rm -f "$1-attributes"
}

# FOLDER: whether its disk has space for one more block.
has_space() { [ "$(free_kib "$1")" -ge 64 ]; }

# FILE: whether its records end with NUL.
has_nul() { [ "$(head -c 65536 "$1" | tr -dc '\000' | head -c 1 | wc -c)" -eq 1 ]; }

# same KNOWN FOUND all|missing|flat: compares two records and prints up to ten differences. Except with `all`, FOUND may have more.
same() {
	zero=''
	if has_nul "$1"; then zero=-z; fi
	! cmp -s "$1" "$2" || return 0
	# The records of a list are unique, so one that occurs once in both lists together is in one only. Small systems have no comm.
	# shellcheck disable=SC2086 # options
	sort $zero "$1" "$2" "$2" | uniq $zero -u >lost || refuse 1 'The files could not be compared.'
	: >gained
	# shellcheck disable=SC2086 # options
	[ "$3" != all ] || sort $zero "$1" "$1" "$2" | uniq $zero -u >gained || refuse 1 'The files could not be compared.'
	for side in lost gained; do
		[ -z "$zero" ] || tr '\n\000' ' \n' <$side >"$side-lines"
		[ -n "$zero" ] || mv $side "$side-lines"
	done
	differing=$(cat lost-lines gained-lines | wc -l)
	[ "$differing" -gt 0 ] || return 0
	head -n 5 lost-lines | cut -c 1-300 | sed 's/^/DevBox:  /'
	head -n 5 gained-lines | cut -c 1-300 | sed 's/^/image:   /'
	return 1
}

# check_copy FOLDER: checks that the staging container has exactly the files of the frozen DevBox.
check_copy() {
	record copied "$1"
	layer_list sockets "$1" >captured-sockets
	same captured copied all ||
		refuse 1 "The copy of the DevBox's files differs in $differing places. Try again, or use --method pause."
	if [ -e captured-attributes ] && [ -e copied-attributes ] && ! cmp -s captured-attributes copied-attributes; then
		diff captured-attributes copied-attributes | head -n 10
		refuse 1 'The copy lost extended attributes. Try again with --method pause.'
	fi
}
