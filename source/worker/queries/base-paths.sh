# Which paths any of the layers beneath a DevBox's own has, whatever hides them above: what is excluded must be in no layer. Only
# reads. Arguments: the layers, topmost first, with colons between; then paths from /, escaped for `printf %b`.
# Prints «NUMBER folder|file BYTES FILES» for each that is there, by its number from 0 on, and last «end». Nothing is believed of a
# path below a symbolic link.
# shellcheck shell=sh
LC_ALL=C
export LC_ALL

# at LAYER PATH: sets $at. Returns 1 where it is not there, or a mark says that it is deleted.
at() {
	at=$1 rest=${2#/}
	while :; do
		at=$at/${rest%%/*}
		[ -e "$at" ] || [ -h "$at" ] || return 1
		[ ! -c "$at" ] || [ -h "$at" ] || [ "$(stat -c %t:%T -- "$at")" != 0:0 ] || return 1
		[ "${rest%%/*}" != "$rest" ] || return 0
		rest=${rest#*/}
		[ -d "$at" ] && [ ! -h "$at" ] || return 1
	done
}

# NUMBER PATH
look_for() {
	bytes=$(printf '%b.' "$2") bytes=${bytes%.}
	while IFS= read -r layer; do
		at "$layer" "$bytes" || continue
		kind='file'
		[ ! -d "$at" ] || [ -h "$at" ] || kind='folder'
		kib=$(du -skx -- "$at" 2>/dev/null | head -n 1 | cut -f 1)
		echo "$1 $kind $((${kib:-0} * 1024)) $(find "$at" -xdev ! -type d -print0 2>/dev/null | tr -dc '\0' | wc -c)"
		return
	done <<-EOF
		$layers
	EOF
}

layers=$(printf '%s\n' "$1" | tr : '\n')
shift
number=0
for path; do
	look_for "$number" "$path"
	number=$((number + 1))
done
echo end
