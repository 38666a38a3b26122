# What a copy needs to know of an image; follows images/layer-store.sh. Prints, one a line:
#   manifest BASE64, config BASE64   as Podman's storage holds them
#   layer HEX BYTES                  in the order of the image; the digest of the archive, not compressed
# Argument: the image's id. Exit codes: 5 the image is gone, 6 the storage is of another form, 7 Podman did not answer.
# shellcheck shell=sh disable=SC2154
set -u
said=$(podman image inspect --format '{{range .RootFS.Layers}}{{println .}}{{end}}' "$1" 2>/dev/null) || { [ $? -lt 128 ] && exit 5 || exit 7; }
find_store || exit 6
folder=$store/$driver-images/$1
in_one_line() { base64 <"$1" | tr -d '\n'; }
config=$folder/=$(printf 'sha256:%s' "$1" | base64 | tr -d '\n')
[ -r "$folder/manifest" ] && [ -r "$config" ] || exit 6
echo "manifest $(in_one_line "$folder/manifest")"
echo "config $(in_one_line "$config")"
sizes=$(stored_layers)
for digest in $said; do
	printf '%s\n' "$sizes" | grep "^${digest#sha256:} " | head -n 1 | sed 's/^/layer /'
done
