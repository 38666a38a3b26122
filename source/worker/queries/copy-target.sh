# What a worker that is to get a copy has; follows images/layer-store.sh. Prints, one a line:
#   holder ID   the image that has the reference; has ID: the image exists
#   layer HEX   each layer of its storage
# Arguments: the reference, the image's id. Exit codes: 6 the storage is of another form, 7 Podman did not answer.
# shellcheck shell=sh disable=SC2154
set -u
find_store || exit 6
holder=$(podman image inspect --format '{{.Id}}' "$1" 2>/dev/null) || [ $? -lt 128 ] || exit 7
[ -z "$holder" ] || echo "holder $holder"
podman image exists "$2" 2>/dev/null
case $? in 0) echo "has $2" ;; 1) ;; *) exit 7 ;; esac
stored_layers | sed 's/^\([0-9a-f]*\) .*/layer \1/'
