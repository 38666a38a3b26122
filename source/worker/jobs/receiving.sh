# What the scripts share that receive an archive for a job, over the connection that sends it. Follows job-process.sh and
# state-folder.sh; the working folder is the job's. For the files, see steps/build/await-context.sh.
# shellcheck shell=sh disable=SC2154 # job-process.sh sets identity, started_at and this_boot
set -u
umask 077
LC_ALL=C
export LC_ALL

# Waits until the step is ready.
await_step() {
	until [ -e receive-to ]; do
		if [ -e status.json ] || ! is_alive .; then exit 18; fi
		sleep 0.05
	done
}

# Only one receives.
become_receiver() {
	[ ! -e receiver ] || exit 18
	identify
	echo "$identity" >receiver.tmp && mv receiver.tmp receiver || exit 19
}

# unpack OPTIONS FOLDER: prints `go` and gives stdin to tar. Until then nothing may be sent, because a shell may read ahead.
unpack() {
	exec 3<&0
	# What tar says of a full disk is written over blanks that have their space already.
	printf '%4096s' '' >tar-said
	echo go
	tar "$1" - -C "$2" <&3 3<&- 2<>tar-said &
	unpacker=$!
	exec 3<&- <&-
	start_time "$unpacker" && echo "$unpacker $started_at $this_boot" >unpacker
	wait "$unpacker" || exit 19
}
