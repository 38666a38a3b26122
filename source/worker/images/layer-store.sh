# What Podman's storage knows about layers. `podman image inspect` has neither their sizes nor the exact bytes of a manifest.
# shellcheck shell=sh disable=SC2034

# Sets $store, $driver and $layers, the file with the records of all layers. Fails where Podman does not say.
find_store() {
	store_info=$(podman info --format '{{.Store.GraphDriverName}} {{.Store.GraphRoot}}' 2>/dev/null) || return 1
	read -r driver store <<-EOF
		$store_info
	EOF
	layers=$store/$driver-layers/layers.json
	[ -n "$store" ] && [ -r "$layers" ]
}

# Prints «HEX BYTES» for each layer: the digest and size of its archive, not compressed.
stored_layers() {
	grep -o '"diff-digest":"sha256:[0-9a-f]*","diff-size":[0-9]*' "$layers" | sed 's/.*sha256:\([0-9a-f]*\)",.*:\([0-9]*\)$/\1 \2/' | sort -u
}
