# Makes a job's folder and starts its runner. Follows job-process.sh, state-folder.sh and detach.sh.
# Arguments: the job's id, then NAME TEXT for each file. Exit code 17: the job exists already.
# shellcheck shell=sh disable=SC2154 # state-folder.sh sets ingot_folder
set -eu
umask 077

id=$1
shift
# Half a folder would look like a job that died.
made=
trap '[ -z "$made" ] || rm -rf -- "$made"' EXIT
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
while [ $# -gt 0 ]; do
	printf %s "$2" >"$1"
	shift 2
done
made=
start_runner
