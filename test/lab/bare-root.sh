#!/bin/sh
# A Debian without Node, for programs that must not need it. What they write stays in a folder of its own.
# Usage: bare-root.sh up FOLDER [SHARED]     mounts it at FOLDER/root; the folder SHARED is there under its own name
#        bare-root.sh down FOLDER
set -eu
here=$(cd "$(dirname "$0")" && pwd)
folder=$2
case $1 in
up)
	lower=$(sh "$here/release-root.sh" "$(sh "$here/release-root.sh" --list | head -n 1)")
	mkdir -p "$folder/root" "$folder/changes" "$folder/work"
	mount -t overlay overlay -o "lowerdir=$lower,upperdir=$folder/changes,workdir=$folder/work" "$folder/root"
	mount -t proc proc "$folder/root/proc"
	mount --rbind /dev "$folder/root/dev"
	mount --make-rslave "$folder/root/dev"
	[ $# -lt 3 ] || {
		mkdir -p "$folder/root$3"
		mount --bind "$3" "$folder/root$3"
	}
	;;
down)
	! mountpoint -q "$folder/root" || umount -R "$folder/root"
	rm -rf --one-file-system "$folder"
	;;
esac
