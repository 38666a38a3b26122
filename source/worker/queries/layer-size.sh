# The size of a DevBox's own layer. Only reads, takes no lock of Podman, and is slow only where there are many files.
# Arguments: FOLDER [COMMAND …], with COMMAND to run du and find as the layer's owner.
# Prints «BYTES FILES».
# shellcheck shell=sh
LC_ALL=C
export LC_ALL
layer=$1
shift
# What du cannot read, it leaves out; a layer that changes meanwhile is no error either.
kib=$("$@" du -skx -- "$layer" 2>/dev/null | cut -f 1)
files=$("$@" find "$layer" -xdev ! -type d -print0 2>/dev/null | tr -dc '\0' | wc -c)
echo "$((${kib:-0} * 1024)) $files"
