# Ends what an earlier connection was receiving for a copy, and prints `HEX` for each layer that has arrived whole; the others are
# removed. Follows receiving.sh. Argument: the job's id.
# Exit codes: 18 the job waits for nothing, 19 its list of layers is damaged.
# shellcheck shell=sh disable=SC2154
enter_job "$1" || exit 18
await_step
for each in receiver unpacker checker; do
	if ! { [ -f "$each" ] && read -r process start boot _ <"$each" && lives "$process" "$start" "$boot"; }; then continue; fi
	kill -KILL "$process" 2>/dev/null
	while lives "$process" "$start" "$boot"; do sleep 0.05; done
done
rm -f receiver unpacker tar-said
# What has arrived is hashed, minutes for a large image: the step waits as long as this process lives.
identify
{ echo "$identity" >checker.tmp && mv checker.tmp checker; } 2>/dev/null || rm -f checker.tmp
read -r folder <receive-to
# shellcheck source=source/worker/steps/copy/layer-layout.sh
. ./layer-layout.sh
while read -r hex bytes; do
	# Another worker named them, and what is not whole is removed.
	is_layer "$hex" "$bytes" || exit 19
	blob=$folder/blobs/sha256/$hex
	[ -f "$blob" ] || continue
	if [ "$(stat -c %s "$blob")" = "$bytes" ] && [ "$(sha256sum <"$blob" | cut -d ' ' -f 1)" = "$hex" ]; then echo "$hex"; else rm -f "$blob"; fi
done <missing
rm -f checker
