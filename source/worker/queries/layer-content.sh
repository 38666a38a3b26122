# What the own layer of a DevBox holds, and what the layers beneath it have in the same folders: the caller tells added from changed.
# Only reads; needs find, stat, xargs and base64, and is fast where they are GNU's. Runs as a user who can read the layers. Arguments: the
# layer's folder; those beneath it, topmost first, with colons between; layer-stat.sh and layer-beneath.sh, as text.
# Prints «gzip» or «plain», then in base64 records that end with NUL; paths begin with «./»:
#   own TYPE DEPTH SIZE INODE MTIME NAME  in find's order: a folder before what it contains; INODE is 0 where a file has one link
#   device MAJOR:MINOR PATH               0:0 stands for a deleted file
#   many RECORDS                          instead of both, where find is not GNU's; see layer-stat.sh
#   layer NUMBER, entry TYPE PATH, opaque PATH  see layer-beneath.sh
#   end, or gone                          the last one
# shellcheck shell=sh
LC_ALL=C
export LC_ALL

content() {
	stat=$3 beneath=$4
	cd -- "$1" 2>/dev/null || {
		printf 'gone\0'
		return
	}
	if find . -maxdepth 0 -printf '' 2>/dev/null; then
		find . -xdev ! -type c ! -type b \( \( -type d -o -links 1 \) -printf 'own %y %d %s 0 %T@ %f\0' -o -printf 'own %y %d %s %i %T@ %f\0' \)
		find . -xdev \( -type c -o -type b \) -exec stat --printf 'device %t:%T %n\0' {} +
		stat=''
	else
		find . -xdev -exec sh -c "$stat" sh {} +
	fi
	find . -xdev -type d -print0 | xargs -0 sh -c "$beneath" sh "$stat" "$2"
	printf 'end\0'
}

if command -v gzip >/dev/null; then
	echo gzip
	content "$@" | gzip -1 | base64
else
	echo plain
	content "$@" | base64
fi
