# What the layers beneath a DevBox's own layer have directly in some folders. Part of layer-content.sh, runs in the own layer's folder.
# Arguments: layer-stat.sh as text, or nothing where find is GNU's; the layers, topmost first, with colons between; the folders.
# Prints records that end with NUL:
#   layer NUMBER     what follows is in this layer; 0 is the own one
#   opaque PATH      a folder that hides what is beneath, where getfattr can tell; \ooo stands for a backslash or a line break
#   entry TYPE PATH, device MAJOR:MINOR PATH, or many RECORDS
# shellcheck shell=sh
opaque() {
	command -v getfattr >/dev/null || return 0
	getfattr -h --absolute-names -m '^(trusted|user)\.overlay\.opaque$' -- "$@" 2>/dev/null | while IFS= read -r line; do
		case $line in '# file: '*) printf 'opaque %s\0' "${line#'# file: '}" ;; esac
	done
}

stat=$1 layers=$2
shift 2
printf 'layer 0\0'
opaque "$@"
number=0 old_ifs=$IFS
set -f
IFS=:
for layer in $layers; do
	IFS=$old_ifs
	number=$((number + 1))
	cd -- "$layer" 2>/dev/null || continue
	printf 'layer %s\0' "$number"
	# A folder that this layer does not have is no error.
	if [ -z "$stat" ]; then
		find "$@" -mindepth 1 -maxdepth 1 ! -type c ! -type b -printf 'entry %y %p\0' 2>/dev/null
		find "$@" -mindepth 1 -maxdepth 1 \( -type c -o -type b \) -exec stat --printf 'device %t:%T %n\0' {} + 2>/dev/null
	else
		find "$@" -mindepth 1 -maxdepth 1 -exec sh -c "$stat" sh {} + 2>/dev/null
	fi
	opaque "$@"
done
