# Starts a service that outlives the connection and ends after ten idle minutes. Argument: its socket.
# shellcheck shell=sh
exec </dev/null >/dev/null 2>"$1.log"
detach='nohup'
if command -v setsid >/dev/null 2>&1; then detach='setsid'; fi
$detach podman system service --time=600 "unix://$1" &
# On a local worker, all that is still in the process group of this script ends with it.
tries=0
until [ -S "$1" ] || [ "$tries" -ge 20 ]; do
	tries=$((tries + 1))
	sleep 0.05
done
