# Writes layers of an image to stdout, one after the other and nothing else, as archives that are not compressed.
# Arguments: IMAGE TOTAL HEX BYTES … -- HEX …: the digests and sizes of the wanted layers, in the order of the image, and the digests of
# all. Podman copies the wanted ones, TOTAL bytes, to the disk, and a large one is sent while it is copied; where the disk has no space,
# all layers are read one at a time and the others dropped. Exit code 1: Podman could not read it, with its reason on stderr. The
# receiver compares digests.
# shellcheck shell=sh
set -u
umask 077
LC_ALL=C
export LC_ALL
image=$1 total=$2
shift 2
large=${TMPDIR:-/var/tmp}
# One that is larger is copied on its own, which costs one more call of Podman.
follow_from=33554432

# Podman does not read a layer whose file is already in the folder it writes to, even an empty one.
parts() {
	mkdir -p "$blobs" || return 1
	all='' group=''
	for each; do
		[ -z "$all" ] || : >"$blobs/$each"
		[ "$each" != -- ] || all=yes
	done
	! tail --version 2>/dev/null | grep -q GNU || can_follow=yes
	while [ "$1" != -- ]; do
		if [ "$can_follow" = yes ] && [ "$2" -ge "$follow_from" ]; then
			send_group && send_followed "$1" "$2" || return 1
		else
			group="$group $1"
		fi
		shift 2
	done
	send_group
}

# save HEX …: starts Podman, which copies these layers.
save() {
	for each; do rm -f "$blobs/$each"; done
	podman image save --quiet --uncompressed --format oci-dir --output "$place" "$image" >&2 </dev/null &
	saving=$!
}

saved() {
	wait "$saving"
	code=$? saving=''
	return "$code"
}

send_group() {
	[ -n "$group" ] || return 0
	# shellcheck disable=SC2086 # digests
	save $group && saved || return 1
	for each in $group; do
		cat "$blobs/$each" && : >"$blobs/$each" || return 1
	done
	group=''
}

# HEX BYTES: until it is whole, a layer is a file with another name; a link to it stays when Podman renames it.
send_followed() {
	save "$1"
	until [ -e "$blobs/$1" ] || link_growing || ! kill -0 "$saving" 2>/dev/null; do sleep 0.05; done
	if [ -e "$place/growing" ]; then
		tail --pid="$saving" --sleep-interval=0.1 -c +1 -f "$place/growing" 2>/dev/null | head -c "$2" || return 1
		saved || return 1
		rm -f "$place/growing"
	else
		saved && cat "$blobs/$1" || return 1
	fi
	: >"$blobs/$1"
}

link_growing() { for each in "$place"/oci-put-blob*; do ln "$each" "$place/growing" 2>/dev/null && return 0; done; return 1; }

stream() {
	names=''
	while [ "$1" != -- ]; do
		names="$names $1.tar"
		shift 2
	done
	# shellcheck disable=SC2086 # digests
	podman image save --quiet --format docker-archive "$image" | tar -xOf - $names
}

# Podman leaves small files in TMPDIR when the connection ends.
place=$(mktemp -d "$large/ingot-copy-XXXXXX") || exit 1
blobs=$place/blobs/sha256 saving='' can_follow=''
trap '[ -z "$saving" ] || { kill "$saving" && wait "$saving"; } 2>/dev/null; rm -rf -- "$place"' EXIT
trap 'exit 1' HUP INT TERM PIPE
TMPDIR=$place
export TMPDIR
free=$(df -Pk -- "$large" | tail -n 1 | tr -s ' ' | cut -d ' ' -f 4)
if [ "${free:-0}" -ge $((total / 1024 + 32768)) ]; then parts "$@"; else stream "$@"; fi && exit 0
podman image exists "$image"
[ $? != 1 ] || echo 'The image was removed while it was read.' >&2
exit 1
