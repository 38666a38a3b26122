#!/bin/sh
# Layers that a failed import has left in Podman's storage; copy-image.sh reads this file. No image has them, and Podman removes layers
# only with an image. So it gets one that consists of them, without a byte of theirs, and removes it.
# shellcheck disable=SC2154

# shellcheck source=source/worker/images/layer-store.sh
. ./layer-store.sh

# Layers that came with another image meanwhile stay: Podman keeps what an image uses.
drop_layers() {
	if [ ! -e pull-said ] || ! find_store; then return 0; fi
	find_left
	[ -n "$left" ] || return 0
	make_temporary || return 1
	place=$(own_temporary)
	mkdir -p "$place/blobs/sha256" || return 1
	printf '{"author":"%s","architecture":"amd64","os":"linux","config":{},"rootfs":{"type":"layers","diff_ids":[%s]}}' "$job" "$ids" >config.json
	config=$(sha256sum <config.json | cut -d ' ' -f 1)
	printf '{"schemaVersion":2,"config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"sha256:%s","size":%s},"layers":[%s]}' \
		"$config" "$(stat -c %s config.json)" "$parts" >manifest.json
	echo application/vnd.oci.image.manifest.v1+json >manifest-type
	make_layout "$place" && TMPDIR=$place/temporary podman pull --quiet "oci:$place" >/dev/null && podman rmi --force "$config" >/dev/null
	code=$?
	rm -rf -- "$place"
	return "$code"
}

# Sets $ids and $parts, the layers of the image that are in the storage from the lowest one up, and $left where some of them are this
# job's.
find_left() {
	there=$(stored_layers | cut -d ' ' -f 1)
	ids='' parts='' left=''
	while read -r hex bytes; do
		case $there in *"$hex"*) ;; *) break ;; esac
		ids=$ids${ids:+,}\"sha256:$hex\"
		parts=$parts${parts:+,}'{"mediaType":"application/vnd.oci.image.layer.v1.tar","digest":"sha256:'$hex'","size":'$bytes'}'
		! grep -q "^$hex " missing || left=yes
	done <layers
}
