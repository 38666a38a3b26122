#!/bin/sh
# An image as a folder in the OCI layout, without the layers that Podman has; the scripts of copies and pulls read this file.
# shellcheck disable=SC2154

# HEX BYTES: whether these are a digest and a size. Those of a copy come from another worker, and a digest becomes the name of a file.
is_layer() {
	case $1 in *[!0-9a-f]*) return 1 ;; esac
	case $2 in '' | *[!0-9]*) return 1 ;; esac
	[ ${#1} = 64 ]
}

# FOLDER: makes it an OCI layout of the files manifest.json, manifest-type and config.json.
make_layout() {
	digest=$(sha256sum <manifest.json | cut -d ' ' -f 1) || return 1
	read -r type <manifest-type
	case $type in application/vnd.oci.image.manifest.v1+json | application/vnd.docker.distribution.manifest.v2+json) ;; *) return 1 ;; esac
	mkdir -p "$1/temporary" &&
		cp manifest.json "$1/blobs/sha256/$digest" &&
		cp config.json "$1/blobs/sha256/$(sha256sum <config.json | cut -d ' ' -f 1)" &&
		echo '{"imageLayoutVersion":"1.0.0"}' >"$1/oci-layout" &&
		printf '{"schemaVersion":2,"manifests":[{"mediaType":"%s","digest":"sha256:%s","size":%s}]}\n' \
			"$type" "$digest" "$(stat -c %s manifest.json)" >"$1/index.json"
}

# remove_layers: removes the layers in $ids and $parts, from the lowest one up, which no image has. Podman removes layers only with an
# image, so it gets one that consists of them, without a byte of theirs. Layers that an image has meanwhile stay.
remove_layers() {
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

# add_layer HEX BYTES: adds it on top, to $ids and $parts. What is no digest and size would be a part of the JSON.
add_layer() {
	is_layer "$1" "$2" || return 1
	ids=$ids${ids:+,}\"sha256:$1\"
	parts=$parts${parts:+,}'{"mediaType":"application/vnd.oci.image.layer.v1.tar","digest":"sha256:'$1'","size":'$2'}'
}
