#!/bin/sh
# Prints what a layer's folder contains, as sorted records that can be compared: type, mode, owner, size, number of links, name.
# Runs as a user who can read the layer (`podman unshare` for a rootless Podman), so it reads no other script.
#   list FOLDER        names, types, modes, owners, sizes, links; those of folders depend on the filesystem
#   attributes FOLDER  extended attributes; exits with 4 where getfattr is missing
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

# A device 0:0 marks a deleted file; its mode and owner mean nothing.
list() {
	if [ -n "$zero" ]; then
		{
			find . -xdev \( -type d -printf 'd %m %U:%G - - %p\0' \) -o \( -type f -printf 'f %m %U:%G %s %n %p\0' \) -o \
				\( -type l -printf 'l - %U:%G - %n %p -> %l\0' \) -o \( -type p -printf 'p %m %U:%G - %n %p\0' \)
			find . -xdev \( -type c -o -type b \) -exec stat --printf 'c %a %u:%g %t:%T %h %n\0' {} + |
				sed -z 's/^c [0-7]* [0-9:]* 0:0 [0-9]* /deleted /'
		} | sort -z
	else
		find . -xdev ! -type s -exec stat -c '%f %u:%g %s %h %N' {} + |
			sed 's/^\(4[0-9a-f]* [0-9:]*\) [0-9]* [0-9]* /\1 - - /; s/^2[0-9a-f]* [0-9:]* [0-9]* [0-9]* /deleted or device /' | sort
	fi
}

# Overlay's own attributes are skipped, except the one that hides lower layers of a folder.
attributes() {
	command -v getfattr >/dev/null || exit 4
	getfattr -R -P -h -d -e hex -m '^(user|security\.capability|system\.posix_acl|trusted\.overlay\.opaque)' . 2>/dev/null |
		while IFS= read -r line; do
			case $line in
			'# file: '*) file=${line#'# file: '} ;;
			'' | user.overlay.[!o]* | user.overlay.origin* | user.containers.*) ;;
			*) printf '%s %s\n' "$file" "$line" ;;
			esac
		done | sort
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
