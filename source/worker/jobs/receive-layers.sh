# Receives the layers of a copy on stdin, as a tar archive of their files. Follows receiving.sh. See steps/copy/await-layers.sh for the
# files. Argument: the job's id. Exit codes: 0 received, 18 the job waits for nothing, 19 it could not be unpacked.
# shellcheck shell=sh

enter_job "$1" || exit 18
[ -e receive-to ] || exit 18
become_receiver
read -r folder <receive-to
unpack -xof "$folder/blobs/sha256"
