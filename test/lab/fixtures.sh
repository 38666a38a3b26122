#!/bin/sh
# Runs inside a worker: makes the base image and DevBoxes that show every case. Usage: fixtures.sh SET USER
set -eu
set_of=$1 user=$2
label=io.clustercode

box() {
	# box NAME IMAGE [podman options …] -- keeps a shell loop running, as an editor or a server would.
	name=$1 image=$2
	shift 2
	podman run -d --quiet --name "$name" --hostname "$name" --stop-timeout 1 "$@" "$image" \
		sh -c 'trap exit TERM; while :; do sleep 1 & wait; done' >/dev/null
}
mine() {
	name=$1 image=$2
	shift 2
	box "$name" "$image" --label "$label.launched-by=$user" --label "$label.owner=$user" --label "$label.os=linux" "$@"
}

podman rm --all --force --time 0 >/dev/null 2>&1 || true
podman volume rm --all --force >/dev/null 2>&1 || true
podman images --quiet --filter label=$label.managed=true | sort -u | xargs -r podman rmi --force >/dev/null 2>&1 || true
podman image exists localhost/devbase:1 || podman import --quiet /dev/stdin localhost/devbase:1 >/dev/null
if [ "$set_of" = bare ]; then exit 0; fi
if [ "$set_of" = small ]; then
	mine api localhost/devbase:1
	exit 0
fi

podman create --quiet --name seed localhost/devbase:1 sh >/dev/null
podman commit --quiet --pause=false \
	--change "LABEL $label.managed=true" --change "LABEL $label.os=linux" --change "LABEL $label.owner=bob" \
	--change "LABEL $label.source=containerfile" --change "LABEL $label.capabilities=git,node" \
	--change "LABEL org.opencontainers.image.title=node-base" --change "LABEL org.opencontainers.image.version=22" \
	seed localhost/node-base:22 >/dev/null
podman rm seed >/dev/null
base=localhost/devbase:1 golden=localhost/node-base:22
if [ "$set_of" = 1 ]; then
	mine api $golden --label "$label.capabilities=git,node,custom:erp" --env 'GREETING=hello "world" $(id)' \
		--workdir /home/dev --user 1000:1000 --publish 8080 &
	mine shop $base --volume shop-data:/data --volume /srv:/mnt/host:ro &
	mine idle $base --label "$label.capabilities=git" &
	box bobs-box $golden --label "$label.launched-by=bob" --label "$label.owner=bob" --label "$label.os=linux" &
	mine cloudy $base --label "$label.cloud-worker=cw-7" &
	box plain $base &
	box copycat $golden --label "$label.owner=$user" &
	wait
	podman stop --time 0 idle >/dev/null
	podman exec shop sh -c 'echo 42 >/data/orders'
else
	mine etl $golden --label "$label.capabilities=git" &
	mine notebook $base &
	box carol-dev $golden --label "$label.launched-by=carol" --label "$label.owner=carol" &
	wait
fi
