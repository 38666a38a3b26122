# What the first script on a connection finds out. Follows worker/queries/podman-search.sh. Prints «path FOLDER» where Podman is
# outside of the PATH, and «socket PATH», Podman's own, active or not; or «docker» where only Docker is installed.
# shellcheck shell=sh disable=SC2154 # podman-search.sh sets podman_found
[ -z "$podman_found" ] || echo "path $podman_found"
if ! command -v podman >/dev/null 2>&1; then
	if [ -S /run/docker.sock ] || [ -S /var/run/docker.sock ]; then echo docker; fi
	exit 0
fi
uid=$(id -u)
if [ "$uid" = 0 ]; then
	echo socket /run/podman/podman.sock
else
	echo "socket ${XDG_RUNTIME_DIR:-/run/user/$uid}/podman/podman.sock"
fi
