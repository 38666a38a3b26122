# Describes the paths that it gets, where find cannot: prints lines of «MODE SIZE LINKS INODE MTIME DEVICE» in a record that begins with
# «many», then each path in a record of its own. Records end with NUL. Part of layer-content.sh.
# shellcheck shell=sh
describe() {
	said=$(stat -c '%f %s %h %i %Y %t:%T' "$@" 2>/dev/null)
	if [ -n "$said" ] && [ "$(printf '%s\n' "$said" | wc -l)" -eq $# ]; then
		printf 'many %s\0' "$said"
		printf '%s\0' "$@"
	elif [ $# -gt 1 ]; then
		# One of them is gone.
		for each; do describe "$each"; done
	fi
}
describe "$@"
