# Prints the files that may hold secrets, with their contents and all their names. Comes before secret-candidates.sh, which has the rest.
# shellcheck shell=sh disable=SC2016,SC2086,SC2154 # awk's own $; numbers are words
hidden=$(printf '\001')
# Bytes of all contents.
budget=33554432

# Of the two names that $name may stand for, sets it to the one that there is.
unhide() {
	broken=$(printf '%s/' "$name" | tr '\001' '\n') broken=${broken%/}
	[ ! -e "$broken" ] || name=$broken
}

# PATH: sets $path to how it is printed, and $file to what it is called.
spell() {
	file=$1 path=${1#.}
	case $path in
	*[!\ -~]* | *\\*)
		path=$(printf '%s' "$path" | od -An -v -to1 | tr -d '\n' | sed 's/  */\\0/g')
		;;
	esac
}

# Prints the records on stdin, «KIND SIZE MTIME LINKS INODE PATH».
print_files() {
	linked=''
	while IFS= read -r record; do
		kind=${record%% *}
		take "${record#* }"
		if [ "$kind" = file ]; then
			if [ "$size" -gt "$budget" ]; then kind=unread; else budget=$((budget - size)); fi
		fi
		[ "$inode" = 0 ] || linked="$linked $inode"
		printf '%s\n' "$kind $size $mtime $inode $path"
		[ "$kind" != file ] || [ -n "$listing" ] || ran head -c "$size" -- "$file" | ran base64
	done
	[ -z "$linked" ] || [ -n "$listing" ] || print_names
}

# RECORD: sets $size, $mtime, $inode, $path and $file.
take() {
	rest=$1
	size=${rest%% *} rest=${rest#* }
	mtime=${rest%% *} rest=${rest#* }
	links=${rest%% *} rest=${rest#* }
	inode=${rest%% *} name=${rest#* }
	[ "$links" -gt 1 ] || inode=0
	case $name in
	*"$hidden"*) unhide ;;
	esac
	spell "$name"
}

# All names of the files $linked.
print_names() {
	{
		printf '%s\n' $linked ''
		each_file -type f -links +1 | as_lines
	} | ran awk '!ended { if ($0 == "") ended = 1; else wanted[$0]; next } $4 in wanted' | while IFS= read -r record; do
		take "$record"
		printf '%s\n' "name $inode $path"
	done
}
