# Finds a command that can carry the socket, the best first. Argument: the socket. Prints «bridge TOOL» where one reaches it,
# «closed» where none does, and nothing where there is no socket.
# shellcheck shell=sh
# TOOL COMMAND …
try_bridge() {
	command -v "$1" >/dev/null 2>&1 || return 0
	if $limit "$@" </dev/null >/dev/null 2>&1; then
		echo "bridge $1"
		exit 0
	fi
}

[ -S "$1" ] || exit 0
limit=
! command -v timeout >/dev/null 2>&1 || limit='timeout 5'
try_bridge podman --url "unix://$1" system dial-stdio
try_bridge socat - "UNIX-CONNECT:$1"
try_bridge nc -U "$1"
echo closed
