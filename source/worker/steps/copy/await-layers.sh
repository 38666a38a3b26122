#!/bin/sh
# Receiving the layers of a copy; copy-image.sh reads this file. worker/jobs/receive-layers.sh, which Ingot runs over its own connection,
# unpacks them. If that connection ends, Ingot connects again, asks worker/jobs/kept-layers.sh what has arrived, and sends the rest.
# Files in the job's folder, besides those of a build (steps/build/await-context.sh):
#   checker   the process that hashes what has arrived, before the rest is sent
#   missing   «HEX BYTES» for each layer that has to arrive
#   manifest.json, config.json   of the image
# shellcheck disable=SC2154 # copy-image.sh and what it reads set the rest

# Seconds without a byte until the step gives up: enough to connect again.
resume_seconds=120

# receive_layers BYTES
receive_layers() {
	total=$1
	while read -r hex bytes; do
		is_layer "$hex" "$bytes" || refuse 1 'The list of layers is damaged: it has a line that is no digest and size. Try again.'
	done <missing
	if ! make_temporary || ! mkdir -p "$(own_temporary)/blobs/sha256"; then
		refuse 1 "The folder $(own_temporary) could not be created. Check that its disk is not full, and try again."
	fi
	own_temporary >receive-to.tmp && mv receive-to.tmp receive-to || exit 1
	arrived=0 since=$(uptime_seconds) announced=''
	while :; do
		has_ended=''
		[ ! -e receiver ] || lives_in receiver || has_ended=$(cat receiver)
		bytes=$(bytes_here)
		# A file has its size before its last bytes are written.
		if [ "$bytes" = "$total" ] && { [ "$total" = 0 ] || [ -n "$has_ended" ]; } && all_here; then break; fi
		[ ! -s not-sent ] || refuse 1 "$(head -c 1000 not-sent)"
		! is_full || disk_full
		if [ -n "$has_ended" ] && could_not_write; then refuse 1 "The layers could not be unpacked on the worker: $why"; fi
		now=$(uptime_seconds)
		[ "$bytes" = "$arrived" ] || arrived=$bytes since=$now
		! lives_in checker || since=$now
		if [ -n "$has_ended" ] && [ "$has_ended" != "$announced" ] && [ "$((now - since))" -ge 1 ]; then
			announced=$has_ended
			echo "The connection ended after $(mib "$((bytes / 1024))") of $(mib "$((total / 1024))"). Waiting for the rest."
		fi
		[ "$((now - since))" -lt "$resume_seconds" ] ||
			refuse 1 "No byte of the image has arrived for $resume_seconds s: Ingot was ended, or lost a connection. Try again."
		report_progress "$bytes" "$total"
		sleep 0.3
	done
	report_progress "$total" "$total"
	rm -f receive-to
	echo "Received $(mib "$(((total + 1023) / 1024))")."
}

# Sets $why, what tar says it could not write. Anything else that it says is of an archive that ended with its connection.
could_not_write() {
	why=$(grep -E "(annot|an't) |rite error" tar-said 2>/dev/null | grep -vE "(annot|an't) read" | tail -n 1 | head -c 300)
	[ -n "$why" ]
}

# Prints how many bytes of layers are here.
bytes_here() { find "$(own_temporary)/blobs/sha256" -type f -exec stat -c %s {} + 2>/dev/null | awk '{ sum += $1 } END { printf "%.0f\n", sum }'; }

all_here() {
	while read -r hex bytes; do
		[ "$(stat -c %s "$(own_temporary)/blobs/sha256/$hex" 2>/dev/null)" = "$bytes" ] || return 1
	done <missing
}
