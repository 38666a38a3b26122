#!/bin/sh
# Runs inside a worker of kind `windows`: creates an installed stand-in and starts it.
# Usage: devbox.sh USER NAME [raw|qcow2] [volume|bind|anonymous] [podman options …]
# Its /storage is the volume NAME-storage, the folder /home/storage/NAME or an anonymous volume.
set -eu
user=$1 name=$2 disk=${3:-raw} place=${4:-volume}
shift "$(($# < 4 ? $# : 4))"
image=localhost/windows-base:11 label=io.clustercode here=$(cd "$(dirname "$0")" && pwd)
storage=
case $place in
volume)
	podman volume create "$name-storage" >/dev/null
	storage=$(podman volume inspect --format '{{.Mountpoint}}' "$name-storage")
	set -- "$@" --volume "$name-storage:/storage"
	;;
bind)
	storage=/home/storage/$name
	mkdir -p "$storage"
	set -- "$@" --volume "$storage:/storage"
	;;
anonymous) ;;
*) exit 2 ;;
esac
[ "$disk" = raw ] || set -- "$@" --env "DISK_FMT=$disk"
podman create --name "$name" --hostname "$name" --network none --label "$label.launched-by=$user" --label "$label.owner=$user" \
	"$@" "$image" >/dev/null
[ -n "$storage" ] || storage=$(podman inspect --format '{{range .Mounts}}{{if eq .Destination "/storage"}}{{.Source}}{{end}}{{end}}' "$name")
cp -a --sparse=always "$here/storage/." "$storage"
if [ "$disk" = qcow2 ]; then
	podman run --rm --network none --volume "$storage:/s" --entrypoint qemu-img "$image" convert -O qcow2 /s/data.img /s/data.qcow2
	rm "$storage/data.img"
fi
podman start "$name" >/dev/null
