# The patterns of the last `ingot create --exclude` of a DevBox, a file for each in the worker's state folder. Follows
# jobs/state-folder.sh and jobs/container-records.sh. Patterns may be text that no terminal should see, so they are printed in base64.
#   read ID            prints «saved», and the patterns, one a line, in base64; 64 KiB at most
#   save ID PATTERNS   replaces them; without PATTERNS, removes them. Removes those of this machine's containers that no longer exist
# shellcheck shell=sh disable=SC2154 # state-folder.sh sets ingot_folder
excludes=$ingot_folder/excludes

read_saved() {
	echo saved
	[ ! -f "$excludes/$1" ] || [ -L "$excludes/$1" ] || head -c 65536 -- "$excludes/$1" | base64
}

save() {
	umask 077
	need_home
	mkdir -p "$excludes" && cd "$excludes" || exit 1
	rm -f -- "$1.new"
	if [ -z "$2" ]; then
		remove_record "$1" || exit 1
	else
		printf '%s\n' "$2" >"$1.new" && mv -f -- "$1.new" "$1" && mark_own "$1" || exit 1
	fi
	remove_stale
}

case $1 in
read) read_saved "$2" ;;
save) save "$2" "$3" ;;
esac
