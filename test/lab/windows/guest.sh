#!/bin/sh
# Asks the guest one thing and prints its answer: guest counter | put NAME TEXT | get NAME | list | off
# Fails if the guest refuses or does not answer within ten seconds.
set -eu
shm=/dev/shm
exec 9>$shm/guest.lock
flock 9
tag=$$.$(date +%s%N)
echo "$tag $(echo "$*" | tr '\n' ' ')" | timeout 10 tee $shm/guest.in >/dev/null
while line=$(timeout 10 head -n 1 <$shm/guest.out) && [ -n "$line" ]; do
	case $line in
	"$tag ok"*) echo "${line#"$tag ok"}" | sed 's/^ //' && exit 0 ;;
	"$tag error"*) echo "guest: ${line#"$tag error "}" >&2 && exit 1 ;;
	esac
done
echo 'guest: it does not answer' >&2
exit 1
