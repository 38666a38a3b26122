# Receives the context of a build on stdin, as a tar archive. Follows receiving.sh. See steps/build/await-context.sh for the files.
# The last entry of the archive is the file `end`: without it, the connection was cut between two entries.
# Arguments: the job's id. Exit codes: 0 received, 18 the job waits for nothing, 19 it could not be unpacked.
# shellcheck shell=sh

enter_job "$1" || exit 18
become_receiver
await_step
read -r folder <receive-to
# As the user who logs in, with the permissions as they were.
unpack -xpof "$folder"
[ -f "$folder/end" ] || exit 19
mv "$folder/end" received.tmp && mv received.tmp received || exit 19
