#!/bin/sh
# Runs inside a worker: recreates its images and DevBoxes, one for each case. Reads the base image's tar from stdin.
# Usage: fixtures.sh SET USER, where SET is 1 (all cases), 2 (a smaller one), small (one DevBox), bare (the base
# image), windows (the stand-in for Windows) or upstream (images with upstream's scripts; no DevBox).
set -eu
set_of=$1 user=$2
label=io.clustercode
base=localhost/devbase:1 golden=localhost/node-base:22 windows=localhost/windows-base:11
loop='trap exit TERM; while :; do sleep 3600 & wait; done'

# box NAME IMAGE [podman options …]: runs a shell loop, like an editor or a server.
box() {
	name=$1 image=$2
	shift 2
	podman run -d --quiet --name "$name" --hostname "$name" --stop-timeout 1 "$@" "$image" sh -c "$loop" >/dev/null
}
# owned WHO NAME IMAGE [podman options …]
owned() {
	who=$1 name=$2 image=$3
	shift 3
	box "$name" "$image" --label "$label.launched-by=$who" --label "$label.owner=$who" --label "$label.os=linux" "$@"
}
# image NAME LABEL …: the base image with labels.
image() {
	name=$1
	shift
	set -- "$@" "org.opencontainers.image.created=$(date -u +%Y-%m-%dT%H:%M:%SZ)"
	for text; do
		shift
		set -- "$@" --change "LABEL $text"
	done
	seed=$(podman create "$base" sh)
	podman commit --quiet --pause=false "$@" "$seed" "$name" >/dev/null
	podman rm "$seed" >/dev/null
}
# all PID …: waits for all, and fails if one failed.
all() {
	for pid; do wait "$pid"; done
}

clear_away() {
	podman rm --all --force --time 0 >/dev/null
	podman volume rm --all --force >/dev/null
	upstream=$(podman images --quiet docker.io/dockurr/windows)
	# shellcheck disable=SC2086 # a list of ids
	keep=$(podman image inspect --format '{{.Id}}' "$base" "$windows" $upstream 2>/dev/null || true)
	for id in $(podman images --all --quiet --no-trunc | sort -u); do
		echo "$keep" | grep -qx "${id#sha256:}" || podman rmi --force "$id" >/dev/null 2>&1 || true
	done
}
if [ -n "$(podman ps --all --quiet)$(podman images --quiet)" ]; then clear_away; fi
podman image exists "$base" || podman import --quiet - "$base" >/dev/null
case $set_of in bare | upstream) exit 0 ;; esac
if [ "$set_of" = windows ]; then
	podman image exists "$windows" || podman import --quiet --change 'ENTRYPOINT ["/run/entry.sh"]' --change 'VOLUME /storage' \
		--change 'EXPOSE 8006' --change 'EXPOSE 3389' --change 'ENV VERSION=11' --change 'ENV RAM_SIZE=128M' \
		--change 'ENV DISK_SIZE=512M' --change "LABEL $label.os=windows" /run/windows/image.tar "$windows" >/dev/null
	sh /run/windows/devbox.sh "$user" win11
	exit 0
fi
if [ "$set_of" = small ]; then
	owned "$user" api "$base" --network none
	exit 0
fi

image "$golden" "$label.managed=true" "$label.os=linux" "$label.owner=bob" "$label.source=containerfile" \
	"$label.capabilities=git,node" org.opencontainers.image.title=node-base org.opencontainers.image.version=22 &
golden_made=$!
if [ "$set_of" = 1 ]; then
	# Not managed, but its containers inherit its labels: owner does not say who launched them.
	image localhost/tools:3 "$label.os=linux" "$label.owner=$user" "$label.capabilities=git" &
	tools_made=$!
	owned "$user" shop "$base" --network none --volume shop-data:/data --volume /srv:/mnt/host:ro &
	made=$!
	owned "$user" idle "$base" --network none --label "$label.capabilities=git" &
	made="$made $!"
	owned "$user" cloudy "$base" --network none --label "$label.cloud-worker=cw-7" &
	made="$made $!"
	box plain "$base" --network none &
	made="$made $!"
	all $golden_made $tools_made
	# shellcheck disable=SC2016 # the value itself
	podman run -d --quiet --name api --hostname api --stop-timeout 1 --label "$label.launched-by=$user" \
		--label "$label.owner=$user" --label "$label.os=linux" --label "$label.capabilities=git,node,custom:erp" \
		--env 'GREETING=hello "world" $(id)' --env NODE_ENV=development --env EMPTY= --workdir /home/dev --user 1000:1000 \
		--publish 8080 --expose 9229 --entrypoint '["/bin/sh", "-c"]' "$golden" "$loop" >/dev/null &
	made="$made $!"
	owned bob bobs-box "$golden" --network none &
	made="$made $!"
	box copycat localhost/tools:3 --network none &
	# shellcheck disable=SC2086 # a list of process ids
	all $made $!
	podman stop --time 0 idle >/dev/null
	podman exec shop sh -c 'echo 42 >/data/orders; mkdir /data/2026; echo apples >/data/2026/stock.txt'
	podman exec api sh -c 'echo "tuned by hand" >notes.txt; mkdir -p .cache/erp; echo {} >.cache/erp/settings.json'
else
	owned "$user" notebook "$base" --network none &
	made=$!
	all $golden_made
	owned "$user" etl "$golden" --label "$label.capabilities=git" &
	made="$made $!"
	owned carol carol-dev "$golden" --network none &
	# shellcheck disable=SC2086
	all $made $!
fi
