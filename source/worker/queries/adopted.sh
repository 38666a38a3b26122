# Which containers users have adopted, a file for each in the worker's state folder: the user, and the system that runs in it.
# Follows jobs/state-folder.sh and jobs/container-records.sh.
#   list                    prints «ID USER» and «os-ID OS» for each
#   system ID               prints the system, if the container is adopted
#   adopt ID USER OS [own]  records it; own replaces the user's own record. Exit codes: 3 the container is gone, 4 Podman did
#                           not answer, 17 the user printed has adopted it
#   release ID              removes the record
# shellcheck shell=sh disable=SC2154 # state-folder.sh sets ingot_folder
adopted=$ingot_folder/adopted

list() {
	cd "$adopted" 2>/dev/null || return 0
	for id in *; do
		if [ ! -f "$id" ] || [ -L "$id" ]; then continue; fi
		user='' os=''
		{
			IFS= read -r user
			IFS= read -r os
		} <"$id"
		printf '%s %s\nos-%s %s\n' "$id" "$user" "$id" "$os"
	done
}

system() { [ ! -f "$adopted/$1" ] || [ -L "$adopted/$1" ] || sed -n 2p "$adopted/$1"; }

adopt() {
	umask 077
	need_home
	mkdir -p "$adopted" && cd "$adopted" || exit 1
	podman container exists "$1"
	case $? in 0) ;; 1) exit 3 ;; *) exit 4 ;; esac
	printf '%s\n%s\n' "$2" "$3" >.new.$$ || exit 1
	[ -z "${4:-}" ] || rm -f -- "$1"
	ln .new.$$ "$1" 2>/dev/null || {
		rm -f .new.$$
		IFS= read -r by <"$1"
		echo "$by"
		exit 17
	}
	rm -f .new.$$
	mark_own "$1"
	remove_stale
}

release() { ! cd "$adopted" 2>/dev/null || remove_record "$1"; }

verb=$1
shift
"$verb" "$@"
