# Old jobs: those that ended and need no cleanup are kept for some days, and up to a number.
# shellcheck shell=sh disable=SC2154 # see state.sh

prune() {
	find .. -mindepth 2 -maxdepth 2 -name status.json -mtime "+${keep_days:-30}" 2>/dev/null |
		while read -r old; do drop "${old%/status.json}"; done
	set -- "$job"
	for old in ../*/status.json; do
		! may_drop "${old%/status.json}" || set -- "$@" "${old%/status.json}"
	done
	while [ $# -gt "${keep_count:-200}" ] && [ $# -gt 1 ]; do
		drop "$2"
		shift
	done
	for old in ../.old-*; do [ ! -e "$old" ] || rm -rf -- "$old"; done
}

# FOLDER
may_drop() {
	[ "$1" != "../$job" ] && is_job "${1#../}" && [ -f "$1/status.json" ] && [ ! -e "$1/left" ] && [ ! -h "$1/recovering" ]
}

# FOLDER: renames it first, because half of a folder would look like a job that died.
drop() { ! may_drop "$1" || mv -- "$1" "../.old-${1#../}"; }
