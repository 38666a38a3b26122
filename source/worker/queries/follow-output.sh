# Prints what a container prints or has printed, until it ends or our end of stdin closes. Arguments: those of podman logs.
# shellcheck shell=sh
exec 3<&0
podman logs --timestamps "$@" 2>&1 &
child=$!
{
	cat <&3 >/dev/null
	kill "$child" "$$"
} 2>/dev/null &
cat=$!
wait "$child"
kill "$cat" 2>/dev/null
