# Writes layers of an image to stdout, one after the other and nothing else, as archives that are not compressed.
#   stream IMAGE BYTES HEX …          without a copy on the disk; reads all layers of the image and drops the others
#   parts IMAGE BYTES HEX … -- HEX …  reads only these; the others are named behind the dashes. They are copied to the disk first,
#                                     BYTES of them; as `stream` where the disk has no space for that
# HEX are the digests, in the order of the image. Exit codes: 1 Podman could not read it, with its reason on stderr.
# shellcheck shell=sh
set -u
umask 077
LC_ALL=C
export LC_ALL
how=$1 image=$2 bytes=$3
shift 3
large=${TMPDIR:-/var/tmp}

place=
drop() { [ -z "$place" ] || rm -rf -- "$place"; }
trap drop EXIT
trap 'exit 1' HUP INT TERM PIPE

# Podman does not read a layer whose file is already in the folder it writes to, even an empty one.
parts() {
	place=$(mktemp -d "$large/ingot-copy-XXXXXX") && mkdir -p "$place/blobs/sha256" || return 1
	wanted=' '
	while [ $# -gt 0 ] && [ "$1" != -- ]; do
		wanted="$wanted$1 "
		shift
	done
	for other; do
		case $wanted in *" $other "*) continue ;; esac
		[ "$other" = -- ] || : >"$place/blobs/sha256/$other"
	done
	podman image save --quiet --uncompressed --format oci-dir --output "$place" "$image" >&2 || return 1
	for each in $wanted; do
		cat "$place/blobs/sha256/$each" || return 1
		rm -f "$place/blobs/sha256/$each"
	done
}

stream() {
	count=$#
	for each; do
		[ "$each" != -- ] || break
		set -- "$@" "$each.tar"
	done
	shift "$count"
	podman image save --quiet --format docker-archive "$image" | tar -xOf - "$@"
}

free=$(df -Pk -- "$large" | tail -n 1 | tr -s ' ' | cut -d ' ' -f 4)
[ "${free:-0}" -ge $((bytes / 1024 + 32768)) ] || how=stream
"$how" "$@"
