#!/bin/sh
# Runs inside a worker: asks the guest of a DevBox created with `--env ARGUMENTS="$(ask.sh --arguments)"` one question and
# prints its answer.
# Usage: ask.sh NAME counter | put FILE TEXT | get FILE | list | off
set -eu
if [ "$1" = --arguments ]; then
	echo '-chardev socket,id=guest,path=/run/shm/guest.sock,server=on,wait=off -serial chardev:guest'
	exit 0
fi
socket=/proc/$(podman inspect --format '{{.State.Pid}}' "$1")/root/dev/shm/guest.sock
shift
tag=$$.$(date +%s%N)
line=$(echo "$tag $(echo "$*" | tr '\n' ' ')" | timeout 10 nc -U "$socket" | grep -m 1 -e "^$tag ") || {
	echo 'guest: it does not answer' >&2
	exit 1
}
case $line in
"$tag ok"*) echo "${line#"$tag ok"}" | tr -d '\r' | sed 's/^ //' ;;
*) echo "guest: ${line#"$tag error "}" >&2 && exit 1 ;;
esac
