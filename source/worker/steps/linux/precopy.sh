#!/bin/sh
# Copies a DevBox's own layer while the DevBox runs, and what has changed since while it is frozen; linux-snapshot.sh reads this file.
# Works in the job's folder. Why nothing can be missed, and why tar: docs/decisions/precopy.md.
# shellcheck disable=SC2154 # linux-snapshot.sh sets the rest

# What was changed so shortly before it is listed may still be in the middle of a write, s.
unsettled=10
# As many would take long to copy again.
many=1000
# Files and folders.
small=2000

# precopy ID BYTES: copies the layer, about BYTES, while the DevBox runs. Leaves a file precopied where that worked; elsewhere the whole
# layer is copied while the DevBox is frozen.
precopy() {
	if ! has_staging; then
		echo 'There is no staging container to copy to.'
		return 0
	fi
	layer=$(cat upper) copy=$(cat staging-upper)
	if is_small "$layer" "$2"; then
		echo 'It is so small that it is copied in a moment, while the DevBox is frozen.'
	elif has_few "$layer" && (in_records && shares_contents "$copy"); then
		# What is not on the disk yet would be written while the DevBox is frozen.
		sync -f "$layer"
		echo 'The disk lets copies share the contents of its few files, so they are copied in a moment, while the DevBox is frozen.'
	elif ! (in_records && can_precopy "$layer"); then
		echo 'Not possible there: its own layer is copied while it is frozen.'
	elif (in_records && copy_running "$1" "$layer" "$copy" "$2"); then
		: >precopied
	else
		empty "$copy"
		echo 'That failed: its own layer is copied while it is frozen.'
	fi
}

# LAYER BYTES: whether finding out what has changed would take as long as the copy.
is_small() { [ "$2" -lt 67108864 ] && has_few "$1"; }
has_few() { [ "$(find "$1" -xdev -printf x 2>/dev/null | head -c "$small" | wc -c)" -lt "$small" ]; }

# FOLDER, empty: whether files of this disk can share their contents (reflinks of XFS and btrfs), so that a copy writes nothing.
shares_contents() {
	echo shared >"$1/trial" && cp --reflink=always -- "$1/trial" "$1/trial-copy" 2>/dev/null
	code=$?
	rm -f -- "$1/trial" "$1/trial-copy"
	return "$code"
}

# LAYER: whether the tools are there, and the disk tells times exactly.
can_precopy() {
	[ "$(id -u)" = 0 ] && comm -z /dev/null /dev/null 2>/dev/null || return 1
	rm -rf trial && mkdir -p trial/from trial/to && : >trial/from/file && pass trial/from trial/to ./file && [ -e trial/to/file ] || return 1
	! find "$1" -xdev -printf '%C@\n' -quit | grep -q '\.0*$'
}

# FOLDER: nothing of it would be replaced.
empty() { find "$1" -xdev -mindepth 1 -delete; }

# ID: whether a program of the DevBox has mapped a file that it may change without a trace of the time, or nobody can tell.
has_mapped() {
	programs=$(grep -ls -e "$1" /proc/[0-9]*/cgroup)
	[ -n "$programs" ] || return 0
	for each in $programs; do cat "${each%cgroup}maps" 2>/dev/null; done |
		awk '$2 ~ /^.w.s/ && $5 != 0 && $6 !~ "^/(dev/|memfd:|SYSV)" { found = 1 } END { exit !found }'
}

# ID LAYER COPY BYTES: what was changed within the last seconds is not among the stamps, so it is copied again.
copy_running() {
	id=$1
	shift
	since=$(($(date +%s) - unsettled))
	if [ "$(find "$1" -xdev -newerct "@$since" -printf x 2>/dev/null | head -c "$many" | wc -c)" -ge "$many" ]; then
		echo "Many files were written just now; the copy begins in $unsettled s."
		# Seconds are cut off.
		sleep $((unsettled + 1))
		since=$(($(date +%s) - unsettled))
	fi
	# shellcheck disable=SC2094 # a name and a function
	stamps "$1" ! -newerct "@$since" >stamps || return 1
	# Mapped pages are written now, and change the time when they change again.
	! has_mapped "$id" || sync -f "$1" || return 1
	# A clock may tick slowly.
	sleep 0.1 || return 1
	pass "$1" "$2" . &
	copying=$!
	report_written "$copying" write_bytes 1 "$3" &
	telling=$!
	wait "$copying"
	code=$?
	{ kill "$telling" && wait "$telling"; } 2>/dev/null
	[ "$code" = 0 ] && stamps "$2" | forms >forms-there && places <forms-there >there
}

# FOLDER TEST …: prints «INODE CTIME FORM PATH», sorted, of what is in it. Archives contain no sockets. Sizes of folders differ, and marks
# of deleted files share one file or not.
stamps() {
	in_folder=$1
	shift
	find "$in_folder" -xdev ! -type s "$@" -printf '%i %C@ %y:%T@' \( -type d -o -type c -o -printf ':%s:%n' \) -printf ':%m:%U:%G ./%P\0' \
		2>/dev/null | sort -z
}
# Stamps: prints «FORM PATH», sorted: all that a copy shares with its original but contents and attributes.
forms() { sed -z 's/^[^ ]* [^ ]* //' | sort -z; }
# Forms: prints «TYPE PATH», sorted.
places() { sed -z 's/^\(.\)[^ ]* /\1 /' | sort -z; }
paths() { sed -z 's/^[^ ]* //'; }

# pass FROM TO WHAT …: packs WHAT and unpacks it. What vanishes or changes meanwhile is no error.
pass() {
	from=$1 to=$2
	shift 2
	{
		tar -C "$from" --create --file=- --format=posix --sparse --numeric-owner --acls --xattrs --xattrs-include='*' "$@" 2>packing
		echo "tar: $?" >>packing
	} | tar -C "$to" --extract --file=- --preserve-permissions --same-owner --numeric-owner --acls --xattrs --xattrs-include='*' --delay-directory-restore --warning=no-timestamp >&2 || return 1
	! other_messages <packing
}

# Prints what tar reported, except what it reports of files that vanish, change or become something else (a link, a socket) while it
# reads them, and whether there is more. A name cannot pretend to be one of these messages: they end with the reason.
other_messages() {
	sed -E 's/^.*: (socket ignored|File removed before we read it|file changed as we read it)$//
		s/^.*: File shrank by [0-9]+ bytes?; padding with zeros$//
		s/^.*: Cannot [a-z_]+: (No such file or directory|Not a directory|Too many levels of symbolic links)$//
		s/^.*: Cannot (open: No such device or address|readlink: Invalid argument)$//
		s/^tar: (Exiting with failure status due to previous errors|[012])$//' | grep .
}

# catch_up LAYER COPY: makes the copy equal to the frozen layer: what is new, has another time than before or another form than in the
# copy is copied, and what is gone is removed. Removes only paths that were found in the copy, which nobody else changes: no link leads
# elsewhere.
catch_up() {
	if has_linked_devices "$1"; then
		echo 'A pipe or a device has several names: its own layer is copied again while it is frozen.'
		return 2
	fi
	stamps "$1" >stamps-now && forms <stamps-now >forms-now && comm -z -13 forms-there forms-now >other &&
		grep -z '^d' forms-now | places >wanted-folders || return 1
	# All names of such a file, or they would be names of two files. Its folder may have been another one while it was copied.
	{
		comm -z -13 stamps stamps-now | sed -z 's/ .*//'
		paths <other | (cd -- "$1" && xargs -0 -r stat --printf '%i\0' --)
	} | sort -zu >inodes || return 1
	join -z -t ' ' inodes stamps-now | forms | places >changed && places <other >wanted &&
		comm -z -23 forms-there forms-now | places | comm -z -23 - wanted >surplus || return 1
	{
		cat surplus
		comm -z -12 changed there | grep -z -v '^d '
	} | paths >gone
	(cd -- "$2" && xargs -0 -r rm -rf --) <gone || return 1
	# Their folders have another time now.
	paths <changed | cat - gone | sed -z 's|/[^/]*$||; s|^|d |; s|^d \.$|d ./|' | sort -zu | comm -z -12 - wanted-folders >folders
	sort -zu changed folders | paths | sort -zu >again
	pass "$1" "$2" --no-recursion --null --verbatim-files-from --files-from=again && [ "$(tail -n 1 packing)" = 'tar: 0' ] || return 1
	# A folder that was there keeps an attribute that it should not have.
	comm -z -12 changed there | grep -z '^d ' | paths >kept
	if ! { attributes_of "$1" <kept >attributes && attributes_of "$2" <kept | cmp -s - attributes; }; then
		echo 'A folder lost an attribute while it was copied: its own layer is copied again while it is frozen.'
		return 2
	fi
	echo "Copied while it was frozen, because it was new or has changed: $(tr -dc '\000' <again | wc -c) of $(tr -dc '\000' <forms-now | wc -c) files and folders."
}

# FOLDER: whether it holds a pipe or a device with several names, which tar would make several of. For a mark of a deleted file it is all one.
has_linked_devices() {
	find "$1" -xdev \( -type p -o -type b -o -type c \) -links +1 -exec stat -c '%F %t:%T' {} + | grep -qv '^character special file 0:0$'
}

# FOLDER: of the paths in it that are given, as far as the image can have them.
attributes_of() (
	command -v getfattr >/dev/null || return 0
	cd -- "$1" && xargs -0 -r getfattr -h -d -e hex -m '^(user\.|security\.capability|system\.posix_acl|trusted\.overlay\.opaque)' -- 2>/dev/null
)

# capture_changes LAYER COPY: catches up; if that is impossible, copies everything.
capture_changes() {
	catch_up "$1" "$2"
	code=$?
	[ "$code" != 0 ] || return 0
	[ "$code" = 2 ] || return 1
	empty "$2" && cp -a --reflink=auto -- "$1/." "$2/"
}
