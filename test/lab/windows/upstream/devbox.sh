#!/bin/sh
# Runs inside a worker of kind `upstream`: creates an installed Windows DevBox as users create theirs, and starts it.
# Usage: [GENERATION=2026-08] [SETTINGS='deaf=1 hibernate=1'] [FILL_MB=0] [STATE=installed|blank|none] [START=1]
#        [OS_LABEL=windows] devbox.sh USER NAME [raw|qcow2] [volume|bind|anonymous] [podman options …]
# Its /storage is the volume NAME-storage, the folder /home/storage/NAME or an anonymous volume; a podman option with another
# one takes precedence. The lab's README.md explains SETTINGS.
set -eu
user=$1 name=$2 disk=${3:-raw} place=${4:-volume}
shift "$(($# < 4 ? $# : 4))"
here=$(cd "$(dirname "$0")" && pwd) label=io.clustercode
newest=$(basename "$(printf '%s\n' "$here"/storage/* | tail -n 1)")
generation=${GENERATION:-$newest}
image=${IMAGE:-docker.io/dockurr/windows:$generation}
case $place in
volume) set -- --volume "$name-storage:/storage" "$@" ;;
bind)
	mkdir -p "/home/storage/$name"
	set -- --volume "/home/storage/$name:/storage" "$@"
	;;
anonymous) ;;
*) exit 2 ;;
esac
[ "$disk" = raw ] || set -- --env "DISK_FMT=$disk" "$@"
[ -z "${OS_LABEL-windows}" ] || set -- --label "$label.os=${OS_LABEL-windows}" "$@"
# As upstream documents it, but without KVM, small, and with a network that works in a lab.
podman create --name "$name" --hostname "$name" --device /dev/net/tun --cap-add NET_ADMIN --stop-timeout 120 \
	--label "$label.launched-by=$user" --label "$label.owner=$user" \
	--env KVM=N --env NETWORK=slirp --env RAM_SIZE=256M --env DISK_SIZE=512M "$@" "$image" >/dev/null
storage=$(podman inspect --format '{{range .Mounts}}{{if eq .Destination "/storage"}}{{.Source}}{{end}}{{end}}' "$name")
case ${STATE:-installed} in
installed) cp -a --sparse=always "$here/storage/$generation/." "$storage" ;;
blank) truncate -s 512M "$storage/data.img" ;;
none) ;;
esac
if [ "${STATE:-installed}" = installed ]; then
	# The disk holds the DevBox's name before its first partition.
	printf 'ingot-lab id=%s %s' "$name" "${SETTINGS-}" | dd of="$storage/data.img" bs=512 seek=40 conv=notrunc,sync status=none
	if [ "${FILL_MB:-0}" != 0 ]; then
		dd if=/dev/urandom of="$storage/data.img" bs=1M count="$FILL_MB" seek=300 conv=notrunc iflag=fullblock status=none
	fi
	if [ "$disk" = qcow2 ]; then
		podman run --rm --network none --volume "$storage:/s" --entrypoint qemu-img "$image" convert -O qcow2 /s/data.img /s/data.qcow2
		rm "$storage/data.img"
	fi
fi
[ "${START:-1}" = 0 ] || podman start "$name" >/dev/null
