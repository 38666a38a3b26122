# Notifies a job that the context or the layers that it waits for will not arrive. Follows job-process.sh and state-folder.sh. Arguments: the job's id, and why.
# shellcheck shell=sh
set -u
umask 077
enter_job "$1" || exit 0
printf '%s\n' "$2" >not-sent.tmp && mv not-sent.tmp not-sent
