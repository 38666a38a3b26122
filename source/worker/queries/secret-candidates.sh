# Files of a DevBox's own layer that may hold secrets: by their names, and by a quick look at their text. Only reads. Runs as a user
# who can read the layer. Arguments: FOLDER [list]. With `list`, no contents, and a file of a mere place, or a history, only if its text could have a secret.
# Prints «file SIZE MTIME INODE PATH» for each, followed by lines of base64; «large …» for one that is too large to send but
# has such text; «unread …» for one whose content is left out because of the sum. INODE is 0 for a file with one name; of the others
# «name INODE PATH» follows for each name. Last «end FILES LARGE», the numbers of files that were looked at and of those that were too
# large to be, or «unsearched REASON»: something could not be read, or a program failed, so what there is of secrets is unknown.
# A path begins with /; of one with unusual bytes, all are written \0ooo.
# Comes after secret-patterns.sh and secret-records.sh.
# shellcheck shell=sh disable=SC2016,SC2086,SC2154 # awk's own $; patterns are words, and nothing is expanded to file names
set -fu
umask 077
LC_ALL=C
export LC_ALL
cd -- "$1" 2>/dev/null || {
	echo 'unsearched the folder of its layer cannot be opened'
	exit 0
}
listing=${2-}

max_bytes=1048576
huge_bytes=67108864
# PATTERN …: alternatives of one expression that the records of those files match; a path begins at the first slash, after a dot.
paths_like() {
	printf '%s\n' "$@" | sed 's/[.+]/\\&/g; s/?/./g; s/\*/.*/g
/^\.\*/!s/^/^[^\/]*/; s/^\.\*//
/\.\*$/!s/$/$/; s/\.\*$//' | tr '\n' '|' | sed 's/|$//'
}
names_like() { printf '%s\n' "$@" | sed 's/[.+]/\\&/g; s/?/[^\/]/g; s/\*/[^\/]*/g; s/.*/\/&$/' | tr '\n' '|' | sed 's/|$//'; }
left=''
for pattern in $pruned; do left="$left -o -path $pattern"; done
left=${left# -o}
newline='
'

gnu() {
	grep -Z -q '' /dev/null 2>/dev/null || [ $? = 1 ] || return 1
	stat --printf '' / 2>/dev/null && find / -prune -printf '' 2>/dev/null && xargs -0 -r -P 1 true </dev/null 2>/dev/null
}
if gnu; then is_gnu=yes; else is_gnu=''; fi
# More than one grep, but not the whole worker.
cores=$(nproc 2>/dev/null) || cores=2
[ "$cores" -le 4 ] || cores=4

# COMMAND …: what it cannot read, a program says itself; one that a signal ends, or that is not there, does not.
ran() {
	"$@"
	ended=$?
	[ "$ended" -lt 124 ] || echo "$1 ended with exit code $ended" >&2
	return "$ended"
}
# Files that went away, or became folders, since they were listed hold no secret: they are gone, and new ones are found before the commit.
# Without other programs, since one may be what failed. What the shell says of a signal (Killed) is not a reason; ran says which program.
first_error() {
	while IFS= read -r line; do
		case $line in
		'' | 'end '[0-9]* | Killed | Terminated | *'"$@"' | *': No such file or directory' | *': Not a directory' | *': Is a directory' | *': warning: '*) ;;
		*)
			printf '%.300s' "$line"
			return
			;;
		esac
	done
}

# TEST …: «SIZE MTIME LINKS INODE PATH», and NUL after each, of the files. No brackets: in them, busybox drops what is left over.
# shellcheck disable=SC2016 # for another shell
each_file() {
	if [ -n "$is_gnu" ]; then
		ran find . -xdev "$@" -printf '%s %T@ %n %i %p\0'
	else
		ran find . -xdev "$@" -exec sh -c 'for file; do about=$(stat -c "%s %Y %h %i" -- "$file") && printf "%s %s\0" "$about" "$file"; done' sh {} +
	fi
}

# NUL-separated records as lines; a line break in a name becomes 001, as which it cannot be told from that byte.
as_lines() { ran tr '\n\000' '\001\n'; }

# Records with their classes. named: sent; Named: too large to be; setting, code: sent if it has words or marks; other: if it has marks;
# large: told of if it has marks; huge: not looked at; package: a large file of one. All names are tested at once: find is slow with them.
classify() {
	ran awk -v max="$max_bytes" -v huge="$huge_bytes" '{ print ($1 <= max ? "s " : $1 > huge ? "h " : "l ") $0 }' | ran sed -E "
		\\%$(names_like $names)%b named
		\\%$(paths_like $places)%!b unnamed
		\\%$(paths_like $no_place)%!b named
		: unnamed
		s/^h/huge/; t
		\\%$(paths_like $packaged)%b package
		s/^l/large/; t
		\\%$(names_like $settings)%{
			s/^s/setting/
			b
		}
		\\%$(names_like $code)%{
			s/^s/code/
			b
		}
		s/^s/other/
		b
		: package
		s/^s/other/
		s/^l/package/
		b
		: named
		s/^s/named/
		s/^[hl]/Named/"
}

# CLASS PATTERN: the names of those files of the class that have such text.
with_text() {
	case $newline$files in *"$newline$1 "*) ;; *) return 0 ;; esac
	chosen=$(printf '%s\n' "$files" | ran sed -n "s/^$1 [0-9]* [0-9.-]* [0-9]* [0-9]* //p")
	{
		printf '%s\n' "$chosen" | ran sed "/$hidden/d" | ran tr '\n' '\000'
		printf '%s\n' "$chosen" | sed -n "/$hidden/p" | while IFS= read -r name; do
			unhide
			printf '%s\0' "$name"
		done
	} | if [ -n "$is_gnu" ]; then
		# Several write at once: a whole name each time.
		ran xargs -0 -r -P "$cores" grep --line-buffered -lIZ -E -e "$2" --
	else
		# shellcheck disable=SC2016 # for that shell
		ran xargs -0 -r sh -c 'pattern=$1; shift; for file; do
			grep -q -E -e "$pattern" -- "$file"
			case $? in 0) printf "%s\0" "$file" ;; 1 | 2) ;; *) echo "grep ended early" >&2 ;; esac
		done' sh "$2"
	fi | as_lines
}

# Names that say more than a place does.
logins=$(names_like $names | sed 's/[^|]*_history\$|//; s/[^|]*histfile\$|//')
export logins listing

# Prints the files on 3, and «end FILES LARGE» last.
search() {
	files=$(each_file -type d \( $left \) -prune -o ! -type f -o ! -size +0 -o | as_lines | classify)
	{
		with_text setting "$marks|$words"
		with_text code "$marks|$quoted"
		with_text other "$marks"
		[ -z "$listing" ] || with_text named "$marks|$words"
		echo
		with_text large "$marks"
		with_text Named "$marks"
		echo
		printf '%s\n' "$files"
	} | ran awk '
		BEGIN { logins = ENVIRON["logins"]; listing = ENVIRON["listing"] }
		part < 2 { if ($0 == "") part++; else if (part) large[$0]; else found[$0]; next }
		{ path = $0; sub(/^[a-zN]+ [0-9]+ [-0-9.]+ [0-9]+ [0-9]+ /, "", path); about = substr($0, index($0, " ") + 1) }
		$1 == "named" && (!listing || path ~ logins) || path in found { print "file " about }
		$1 == "Named" { print "unread " about }
		path in large { print "large " about }' | print_files >&3
	printf '%s\n' "$files" | awk 'NF { all++ } $1 == "huge" { huge++ } END { print "end", all + 0, huge + 0 }'
}
exec 3>&1
said=$(search 2>&1)
end=${said##*"$newline"}
errors=$(printf '%s\n' "$said" | first_error)
case $errors:$end in
:'end '*) printf '%s\n' "$end" ;;
*) printf '%s\n' "unsearched ${errors:-the search did not end}" ;;
esac
