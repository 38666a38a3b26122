# Writes the files of a schedule to a new folder. Follows jobs/state-folder.sh; schedule.sh moves it into place. Arguments: the
# folder's name, then NAME TEXT for each file.
# shellcheck shell=sh disable=SC2154 # state-folder.sh sets ingot_folder
umask 077
need_home
stage=$ingot_folder/schedules/$1
shift
# Whatever ends this script, and schedule.sh behind it: the files contain the values of variables.
trap 'rm -rf "$stage"' EXIT
trap 'exit 1' HUP INT TERM
mkdir -p "$stage" || exit 1
while [ $# -gt 0 ]; do
	printf %s "$2" >"$stage/$1" || {
		echo 'The disk is full.' >&2
		exit 1
	}
	shift 2
done
