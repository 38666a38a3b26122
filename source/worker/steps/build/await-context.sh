#!/bin/sh
# Receiving a build's context; build-image.sh reads this file. worker/jobs/receive-context.sh, which Ingot runs over its own
# connection, unpacks it into the folder of this job's temporary files:
#   context/, Containerfile, ignore   what was sent
# Files in the job's folder:
#   receive-to  the folder, once the step is ready
#   receiver    the process that receives; unpacker: its tar
#   received    written at the end: how many entries and bytes
#   not-sent    why Ingot stopped sending, in a sentence
#   tar-said    what tar printed
# shellcheck disable=SC2154 # build-image.sh and what it reads set the rest

# Seconds without a byte, or without a receiver, until the step gives up. A connection can be dead without notice for hours.
silence_seconds=60

# receive BYTES: waits until the context has arrived, and shows how much of it has.
receive() {
	total=$1
	make_temporary || refuse 1 "The folder $(own_temporary) could not be created. Check that its disk is not full, and try again."
	own_temporary >receive-to.tmp && mv receive-to.tmp receive-to || exit 1
	arrived=0 since=$(uptime_seconds)
	while :; do
		# Only what was there before it was looked at can have ended: a receiver may begin at any time.
		has_ended=''
		[ ! -e receiver ] || lives_in receiver || has_ended=1
		# In this order: it may have ended meanwhile.
		if [ -e received ]; then break; fi
		[ ! -s not-sent ] || refuse 1 "$(head -c 1000 not-sent)"
		! is_full || disk_full
		[ -z "$has_ended" ] || not_received
		now=$(uptime_seconds) bytes=$(bytes_read)
		[ "$bytes" = "$arrived" ] || arrived=$bytes since=$now
		[ "$((now - since))" -lt "$silence_seconds" ] || gave_up
		show_progress
		sleep 0.2
	done
	read -r count bytes <received
	echo "Received $(counted "$count" entry entries), $(mib "$(((bytes + 1023) / 1024))")."
}

uptime_seconds() {
	read -r uptime _ </proc/uptime
	echo "${uptime%.*}"
}

# FILE: whether the process in it lives.
lives_in() {
	[ -f "$1" ] && read -r process start boot _ <"$1" && lives "$process" "$start" "$boot"
}

disk_full() { refuse 1 "The disk is full: $(mib "$(free_kib "$(temporary_root)")") are free in $(temporary_root). Free disk space there and try again."; }

# Whether tar says so, or its receiver has ended and a block has no space: on a disk as full as that, tar's words may be lost.
is_full() {
	grep -qiE 'no space left|quota exceeded' tar-said 2>/dev/null || { [ -n "$has_ended" ] && [ "$(free_kib "$(temporary_root)")" -lt 64 ]; }
}

# Prints how many bytes tar has read.
bytes_read() {
	read -r process _ 2>/dev/null <unpacker && sed -n 's/^rchar: //p' "/proc/$process/io" 2>/dev/null | grep . || echo 0
}

# tar reads more than the files: their headers and the end.
show_progress() {
	if [ "$arrived" -ge "$total" ]; then report_progress "$total" "$total"; else report_progress "$arrived" "$total"; fi
}

not_received() {
	why=$(grep -v -e '^ *$' -e 'Exiting with failure' -e 'not recoverable' tar-said 2>/dev/null | tail -n 1)
	case $why in
	'' | *'nexpected EOF'* | *'short read'*)
		refuse 1 "The connection ended before all of the context had arrived ($(mib "$((arrived / 1024))") of $(mib "$((total / 1024))")). Try again."
		;;
	esac
	refuse 1 "The context could not be unpacked on the worker: $(printf %.300s "$why")"
}

gave_up() {
	[ -e receiver ] || refuse 1 "Nobody sent the context within $silence_seconds s: Ingot was ended, or lost its connection. Try again."
	refuse 1 "No byte of the context has arrived for $silence_seconds s: the connection is interrupted. Try again."
}

# unreceive: ends the receiver and removes what it unpacked.
unreceive() {
	rm -f receive-to
	for each in receiver unpacker; do
		! lives_in "$each" || kill -KILL "$process" 2>/dev/null
	done
	tries=0
	while lives_in unpacker && [ "$tries" -lt 50 ]; do
		tries=$((tries + 1))
		sleep 0.1
	done
	drop_context
}

# Folders without write permission can be emptied by root only.
drop_context() {
	place=$(own_temporary)
	is_own "$place" || return 0
	rm -rf -- "$place" 2>/dev/null || { chmod -R u+rwX "$place" && rm -rf -- "$place"; }
}
