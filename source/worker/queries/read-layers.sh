# Writes layers of an image to stdout, one after the other and nothing else, as archives that are not compressed.
# Arguments: IMAGE BYTES HEX … -- HEX …: the digests of the wanted layers, in the order of the image, and of all others (or all). Podman
# copies the wanted ones, BYTES of them, to the disk first; where that has no space, all layers are read one at a time and the others
# dropped. Exit code 1: Podman could not read it, with its reason on stderr.
# shellcheck shell=sh
set -u
umask 077
LC_ALL=C
export LC_ALL
image=$1 bytes=$2
shift 2
large=${TMPDIR:-/var/tmp}

# Podman does not read a layer whose file is already in the folder it writes to, even an empty one.
parts() {
	mkdir -p "$place/blobs/sha256" || return 1
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

# Podman leaves small files in TMPDIR when the connection ends.
place=$(mktemp -d "$large/ingot-copy-XXXXXX") || exit 1
trap 'rm -rf -- "$place"' EXIT
trap 'exit 1' HUP INT TERM PIPE
TMPDIR=$place
export TMPDIR
free=$(df -Pk -- "$large" | tail -n 1 | tr -s ' ' | cut -d ' ' -f 4)
if [ "${free:-0}" -ge $((bytes / 1024 + 32768)) ]; then parts "$@"; else stream "$@"; fi
