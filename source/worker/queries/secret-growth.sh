# Files that were searched for secrets and have changed since: which of them did more than grow by text without one. Only reads. Comes
# after secret-patterns.sh. Arguments: FOLDER LIST, a file of lines «BYTES SHA256 PATH»: of what was searched, up to the end of its last
# whole line. Prints the paths, as they are in LIST, and last «end».
# shellcheck shell=sh disable=SC2154
set -fu
LC_ALL=C
export LC_ALL
cd -- "$1" || exit 1

# What could not be read or searched could be a secret: text that looks like one stands for what tail does not print, and a grep that
# fails has not said that there is none.
has_grown() {
	[ "$(head -c "$bytes" -- "$name" | sha256sum)" = "$sum  -" ] || return 1
	{ tail -c "+$((bytes + 1))" -- "$name" || printf '\n%s\n' 'password: unread'; } | grep -q -E -e "$marks|$words"
	[ $? = 1 ]
}
while IFS= read -r line; do
	bytes=${line%% *} line=${line#* }
	sum=${line%% *} path=${line#* }
	name=$(printf '%b/' ".$path") name=${name%/}
	has_grown 2>/dev/null || printf '%s\n' "$path"
done <"$2"
echo end
