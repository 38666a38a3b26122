# Receives the layers of a copy on stdin, as a tar archive of their files. Follows job-process.sh and state-folder.sh. Prints `go` when
# it is ready: until then nothing may be sent, because a shell may read ahead. See steps/copy/await-layers.sh for the files.
# Argument: the job's id. Exit codes: 0 received, 18 the job waits for nothing, 19 it could not be unpacked.
# shellcheck shell=sh disable=SC2154 # job-process.sh sets identity, started_at and this_boot
set -u
umask 077
LC_ALL=C
export LC_ALL

enter_job "$1" || exit 18
identify
[ -e receive-to ] && [ ! -e receiver ] || exit 18
echo "$identity" >receiver.tmp && mv receiver.tmp receiver || exit 19
read -r folder <receive-to
exec 3<&0
echo go
tar -xof - -C "$folder/blobs/sha256" <&3 3<&- 2>tar-said &
unpacker=$!
exec 3<&- <&-
start_time "$unpacker" && echo "$unpacker $started_at $this_boot" >unpacker
wait "$unpacker" || exit 19
