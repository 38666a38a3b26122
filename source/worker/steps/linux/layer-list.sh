#!/bin/sh
# Prints what a layer's folder contains, as sorted records that can be compared: type, mode, owner, size, number of links, name.
# Runs as a user who can read the layer (`podman unshare` for a rootless Podman), so it reads no other script.
#   list FOLDER        names, types, modes, owners, sizes, links; those of folders depend on the filesystem. Not FOLDER itself
#   root FOLDER        mode and owner of FOLDER itself, and the names of its extended attributes, on one line
#   merged FOLDER      the same of all layers in one, with the links that are there: where one name of a file of a lower layer was
#                      changed or removed, the others keep its number of links
#   attributes FOLDER  extended attributes, not of FOLDER itself; exits with 4 where getfattr is missing
#   hashes FOLDER      SHA-256 of every file
#   sockets FOLDER     up to three of them, then their number, or nothing: archives cannot contain them
#   long FOLDER        one path that is too long for Podman's archives, if any (Linux: PATH_MAX is 4096 bytes)
set -u
umask 077
LC_ALL=C
export LC_ALL

# Records end with NUL where the tools support it: a name may contain a line break.
zero=
if comm -z /dev/null /dev/null 2>/dev/null && find / -maxdepth 0 -printf '' 2>/dev/null; then zero=-z; fi

list() { entries '' '' | sort $zero; }

# entries FIND-KEY STAT-KEY TEST …: prints the records of what passes the tests of find, each after a key. A device 0:0 marks a
# deleted file; its mode and owner mean nothing.
entries() {
	key=$1 stat_key=$2
	shift 2
	if [ -n "$zero" ]; then
		find . -mindepth 1 -xdev "$@" \( -type d -printf "${key}d %m %U:%G - - %p\0" -o -type f -printf "${key}f %m %U:%G %s %n %p\0" -o \
			-type l -printf "${key}l - %U:%G - %n %p -> %l\0" -o -type p -printf "${key}p %m %U:%G - %n %p\0" \)
		find . -mindepth 1 -xdev "$@" \( -type c -o -type b \) -exec stat --printf "${stat_key}c %a %u:%g %t:%T %h %n\0" {} + |
			sed -z 's/^c [0-7]* [0-9:]* 0:0 [0-9]* /deleted /'
	else
		find . -mindepth 1 -xdev "$@" ! -type s -exec stat -c "$stat_key%f %u:%g %s %h %N" {} + |
			sed 's/^\(4[0-9a-f]* [0-9:]*\) [0-9]* [0-9]* /\1 - - /; s/^\([0-9]*:[0-9]* \)\{0,1\}2[0-9a-f]* [0-9:]* [0-9]* [0-9]* /deleted or device /'
	fi
}

merged() {
	{
		entries '' '' \( -type d -o -links 1 \)
		linked
	} | sort $zero
}

# Files with several links: a line `KEY # NUMBER` comes before the records with that key, and goes into them.
linked() {
	before='[^ ]* [^ ]* [^ ]*'
	[ -z "$zero" ] || before="[^ ]* $before"
	{
		find . -xdev ! -type d ! -links 1 -exec stat -c '%d:%i' {} + | sort | uniq -c |
			sed 's/^ *\([0-9]*\) \(.*\)/\2 # \1/' | if [ -n "$zero" ]; then tr '\n' '\000'; else cat; fi
		entries '%D:%i ' '%d:%i ' ! -type d ! -links 1
	} | sort $zero | sed $zero -e '/^[^ ]* # /{
h
d
}' -e '/^[0-9]*:[0-9]* /!b' -e G -e 's/^\([^ ]*\) \(.*\).\1 # \([0-9]*\)$/\3 \2/' -e "s/^\([0-9]*\) \($before\) [0-9]* /\2 \1 /"
}

# Overlay's own attributes are skipped, except the one that hides lower layers of a folder.
attributes() {
	command -v getfattr >/dev/null || exit 4
	getfattr -R -P -h -d -e hex -m '^(user|security\.capability|system\.posix_acl|trusted\.overlay\.opaque)' . 2>/dev/null |
		while IFS= read -r line; do
			case $line in
			'# file: '*) file=${line#'# file: '} ;;
			'' | user.overlay.[!o]* | user.overlay.origin* | user.containers.*) ;;
			*) [ "$file" = . ] || printf '%s %s\n' "$file" "$line" ;;
			esac
		done | sort
}

root() {
	names=$(getfattr -h -m '^(user|security\.capability|system\.posix_acl)' . 2>/dev/null | sed '/^# file: /d; /^$/d; /^user\.overlay\./d; /^user\.containers\./d' | sort)
	# Names of attributes are anybody's text.
	printf '%s %s\n' "$(stat -c '%a %u:%g' .)" "$(printf %s "$names" | tr -c 'A-Za-z0-9._-' ' ')"
}

hashes() {
	if [ -n "$zero" ]; then
		find . -xdev -type f -print0 | xargs -0 -r sha256sum -z -- | sort -z
	else
		find . -xdev -type f -exec sha256sum -- {} + | sort
	fi
}

sockets() { find . -xdev -type s | sed -n -e 1,3p -e '$='; }

# Podman reads the layer at its mount point, whose path is two bytes longer.
long() {
	[ -n "$zero" ] || exit 0
	find "$PWD" -xdev -regextype posix-extended -regex '.{4094,}' -print -quit | cut -c 1-400
}

verb=$1
cd -- "$2" || exit 1
"$verb"
