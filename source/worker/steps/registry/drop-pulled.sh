#!/bin/sh
# What a failed pull has left in Podman's storage; registry-image.sh reads this file. Files in the job's folder:
#   layers-before  the ids of all layers before the pull
#   said           names the blobs that Podman has copied, among others
# shellcheck disable=SC2034,SC2154

# shellcheck source=source/worker/images/layer-store.sh
. ./layer-store.sh
# shellcheck source=source/worker/steps/copy/layer-layout.sh
. ./layer-layout.sh

# find_written: sets $image to the one that this pull may have begun to write, empty where there is none. Podman says which
# configuration it copies before it writes an image, and the digest of that is the id.
find_written() {
	image=$(sed -n 's/.*config sha256:\([0-9a-f]\{64\}\).*/\1/p' said 2>/dev/null | tail -n 1)
	if grep -qF "$image" images-before; then image=''; fi
}

# Where the storage has another form, layers of a failed pull stay in it.
record_layers() { ! find_store || layer_records | cut -d ' ' -f 1 >layers-before; }

# Prints «ID PARENT BLOB HEX BYTES» for each layer: the digest as it was sent, and that of the archive; - for what it does not have.
layer_records() {
	sed 's/{"id":"/\
&/g' "$layers" | awk '
		function field(name, from, rest) {
			from = index($0, "\"" name "\":")
			if (from == 0) return "-"
			rest = substr($0, from + length(name) + 3)
			sub(/^"/, "", rest)
			sub(/[",}].*/, "", rest)
			sub(/^sha256:/, "", rest)
			return rest == "" ? "-" : rest
		}
		index($0, "{\"id\"") == 1 { print field("id"), field("parent"), field("compressed-diff-digest"), field("diff-digest"), field("diff-size") }'
}

drop_pulled() {
	if [ ! -s said ] || [ ! -s layers-before ] || ! find_store; then return 0; fi
	layer_records >layers-now
	find_top
	[ -n "$top" ] || return 0
	ids='' parts=''
	add_up_to "$top" && remove_layers
}

# Sets $top, the highest layer that this pull has brought: it is new, came from one of its blobs, and no other one is on it.
find_top() {
	top=''
	parents=" $(cut -d ' ' -f 2 layers-now | tr '\n' ' ')"
	blobs=$(grep -o 'blob sha256:[0-9a-f]\{64\}' said | cut -d : -f 2)
	while read -r id _ blob hex _; do
		! grep -qxF "$id" layers-before || continue
		case $blobs in *"$blob"* | *"$hex"*) ;; *) continue ;; esac
		case $parents in *" $id "*) ;; *) top=$id ;; esac
	done <layers-now
}

# ID: adds it and those below, the lowest one first.
add_up_to() {
	above='' each=$1
	while [ -n "${each#-}" ]; do
		read -r _ each _ hex bytes <<-EOF
			$(grep "^$each " layers-now)
		EOF
		above="$hex $bytes $above"
	done
	# shellcheck disable=SC2086 # words
	set -- $above
	while [ $# -gt 1 ]; do
		add_layer "$1" "$2" || return 1
		shift 2
	done
}
