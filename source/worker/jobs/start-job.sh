# Makes a job's folder and starts its runner. Follows job-process.sh, state-folder.sh and detach.sh.
# Arguments: the job's id, then NAME TEXT for each file. Exit code 17: the job exists already.
# shellcheck shell=sh disable=SC2154 # state-folder.sh sets ingot_folder
set -eu
umask 077

id=$1
shift
# Half a folder would look like a job that died.
made='' in_memory=''
trap '[ -z "$made" ] || rm -rf -- "$made" ${in_memory:+"$in_memory"}' EXIT
need_home
[ -d "$ingot_folder/jobs/../locks" ] || mkdir -p "$ingot_folder/jobs" "$ingot_folder/locks"
cd "$ingot_folder/jobs"
mkdir -- "$id" 2>/dev/null || {
	[ ! -e "$id" ] || exit 17
	mkdir -- "$id"
}
cd "$id"
made=$PWD
claim_job
# NAME TEXT: keeps a login in memory where there is a file system for that, with a link to it in the job's folder. The name can be
# guessed, so an existing file is never used.
place_file() {
	if [ "$1" = auth.json ] && [ "$(stat -f -c %T /dev/shm 2>/dev/null)" = tmpfs ]; then
		if (set -C && : >"/dev/shm/ingot-$id.json") 2>/dev/null; then
			in_memory=/dev/shm/ingot-$id.json
			if (printf %s "$2" >"$in_memory") 2>/dev/null; then
				ln -s "$in_memory" "$1"
				return 0
			fi
			# That file system is full.
			rm -f -- "$in_memory"
			in_memory=
		fi
	fi
	printf %s "$2" >"$1"
}
while [ $# -gt 0 ]; do
	place_file "$1" "$2"
	shift 2
done
made=
start_runner
