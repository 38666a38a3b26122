# What a worker that is to get a copy has; follows images/layer-store.sh. Prints, one a line:
#   holder ID   the image that has the reference; has ID: the image exists
#   layer HEX   each layer of its storage
# Arguments: the reference, the image's id. Exit code 6: the storage is of another form.
# shellcheck shell=sh disable=SC2154
set -u
find_store || exit 6
holder=$(podman image inspect --format '{{.Id}}' "$1" 2>/dev/null) && echo "holder $holder"
! podman image exists "$2" 2>/dev/null || echo "has $2"
stored_layers | sed 's/^\([0-9a-f]*\) .*/layer \1/'
