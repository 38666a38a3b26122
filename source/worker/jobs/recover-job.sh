# Recovers a job with its own runner, and prints the machine that it belongs to. Follows job-process.sh and state-folder.sh.
# Arguments: the job's id; '', here or cleared (see runner/state.sh); the text of a runner, where the job's own is lost. The
# recovery goes on when the connection is lost. Exit codes: those of the runner, and 24 the folder is gone, 25 the runner is lost.
# shellcheck shell=sh disable=SC2154 # the scripts before set the rest
if cd "$ingot_folder/jobs" && [ ! -e "$1" ] && [ ! -L "$1" ]; then
	[ "$2" = cleared ] || exit 24
	exit 0
fi
enter_job "$1" || exit 1
if [ -L job-runner.sh ] || [ -L plan.sh ]; then exit 1; fi
if [ -n "${3:-}" ]; then
	printf %s "$3" >runner.tmp && mv runner.tmp job-runner.sh || exit 1
fi
# The last line shows that the file is complete.
[ "$(tail -n 1 job-runner.sh 2>/dev/null)" = 'esac' ] || exit 25
is_elsewhere . || :
echo "${where%%:*}"
# shellcheck disable=SC2086 # no word where it is empty
setsid sh ./job-runner.sh recover $2 </dev/null >/dev/null 2>>runner.log &
wait $!
