#!/bin/sh
# Layers that a failed import has left in Podman's storage; copy-image.sh reads this file.
# shellcheck disable=SC2154

# shellcheck source=source/worker/images/layer-store.sh
. ./layer-store.sh
# shellcheck source=source/worker/steps/copy/layer-layout.sh
. ./layer-layout.sh

drop_layers() {
	if [ ! -e pull-said ] || ! find_store; then return 0; fi
	find_left
	[ -z "$left" ] || remove_layers
}

# Sets $ids and $parts, the layers of the image that are in the storage from the lowest one up, and $left where some of them are this
# job's.
find_left() {
	there=$(stored_layers | cut -d ' ' -f 1)
	ids='' parts='' left=''
	while read -r hex bytes; do
		case $there in *"$hex"*) ;; *) break ;; esac
		add_layer "$hex" "$bytes" || break
		! grep -q "^$hex " missing || left=yes
	done <layers
}
