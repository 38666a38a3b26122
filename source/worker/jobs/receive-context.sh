# Receives the context of a build on stdin, as a tar archive. Follows job-process.sh and state-folder.sh. Prints `go` when it is ready:
# until then nothing may be sent, because a shell may read ahead. See steps/build/await-context.sh for the files.
# The last entry of the archive is the file `end`: without it, the connection was cut between two entries.
# Arguments: the job's id. Exit codes: 0 received, 18 the job waits for nothing, 19 it could not be unpacked.
# shellcheck shell=sh disable=SC2154 # job-process.sh sets identity, started_at and this_boot
set -u
umask 077
LC_ALL=C
export LC_ALL

enter_job "$1" || exit 18
identify
# Only one receives.
[ ! -e receiver ] || exit 18
echo "$identity" >receiver.tmp && mv receiver.tmp receiver || exit 19
until [ -e receive-to ]; do
	if [ -e status.json ] || ! is_alive .; then exit 18; fi
	sleep 0.05
done
read -r folder <receive-to
exec 3<&0
echo go
# As the user who logs in, with the permissions as they were.
tar -xpof - -C "$folder" <&3 3<&- 2>tar-said &
unpacker=$!
exec 3<&- <&-
start_time "$unpacker" && echo "$unpacker $started_at $this_boot" >unpacker
wait "$unpacker" || exit 19
[ -f "$folder/end" ] || exit 19
mv "$folder/end" received.tmp && mv received.tmp received || exit 19
