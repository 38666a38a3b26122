# What a snapshot of a DevBox needs, and the disk space that the worker has. Only reads; a large layer takes a moment. Arguments:
# Podman's storage folder, then how its layer is measured:
#   none                     it has no layer of its own
#   layer FOLDER BENEATH [COMMAND …] with du, run by COMMAND; BENEATH is the layer beneath it, or empty
#   windows ID               windows-disks.sh, windows-storage.sh and windows-space.sh come before this script
# Prints «graph|tmp|storage DEVICE FREE_KIB», «layer BYTES», «apparent BYTES», «gnu-cp», and of the folders themselves «root MODE
# UID:GID», «beneath MODE UID:GID» and «root-attributes NAME …».
# shellcheck shell=sh
LC_ALL=C
export LC_ALL

# FOLDER KEY
space() {
	df -Pk -- "$1" | while read -r device _ _ free rest; do
		case $free in
		*[!0-9]*) ;;
		*) echo "$2 $device:${rest#* } $free" | tr -d '\t' ;;
		esac
	done
}

# COMMAND …: the first number that it prints, KiB, in bytes.
bytes_of() { { "$@" 2>/dev/null || true; } | { read -r kib _ && echo "$((kib * 1024))" || echo 0; }; }

# A commit writes out what is sparse in the layer, so the apparent size counts too.
layer() {
	folder=$1 beneath=$2
	shift 2
	for each in "root $folder" "beneath $beneath"; do
		said=$("$@" stat -c '%a %u:%g' -- "${each#* }" 2>/dev/null) && echo "${each%% *} $said"
	done
	# Names of attributes are anybody's text.
	"$@" getfattr -h --absolute-names -m '^(user|security\.capability|system\.posix_acl)' -- "$folder" 2>/dev/null |
		sed '1d; /^user\.overlay\./d; /^user\.containers\./d; /^$/d; s/[^A-Za-z0-9._-]/?/g; s/^/root-attributes /'
	echo "layer $(bytes_of "$@" du -skx -- "$folder")"
	echo "apparent $(bytes_of "$@" du -skx --apparent-size -- "$folder")"
}

none() { echo 'layer 0'; }

space "$1" graph
space "${TMPDIR:-/var/tmp}" tmp
shift
"$@"
if cp --version 2>/dev/null | grep -q GNU; then echo gnu-cp; fi
