# Lists jobs, newest first. Follows job-process.sh and state-folder.sh. Argument: how many at most. Prints three lines for each:
#   id, state, whether an undo failed, the other machine that it belongs to, how many steps it has begun, whether it is being
#   cancelled, when its first event was; then its request; then its status
# Whether a job is alive is checked before its status is read: a runner that ends in between has one then.
# shellcheck shell=sh disable=SC2154 # the scripts before set the rest
LC_ALL=C
cd "$ingot_folder/jobs" 2>/dev/null || exit 0
newest=
for id in *; do
	case $id in *[!a-z0-9-]*) continue ;; esac
	if [ -d "$id" ] && [ ! -L "$id" ] && [ -O "$id" ] && [ -f "$id/request.json" ] && [ ! -L "$id/request.json" ]; then
		newest="$id $newest"
	fi
done
count=0
for id in $newest; do
	count=$((count + 1))
	[ "$count" -le "$1" ] || break
	state=dead left=0 request='' status='' begun=0 cancel=0 first='' since=''
	if is_elsewhere "$id"; then
		state=elsewhere
	elif is_alive "$id"; then
		state=alive
		[ ! -e "$id/waiting" ] || state=waiting
		[ ! -e "$id/cancel" ] || cancel=1
		[ ! -f "$id/started" ] || [ -L "$id/started" ] || begun=$(wc -l <"$id/started")
	fi
	# A job that has ended is in unfinished only while it needs cleanup.
	if [ -e "$id/left" ] || { [ -e "../unfinished/$id" ] && [ -e "$id/status.json" ] && [ "$state" = dead ]; }; then left=1; fi
	[ ! -f "$id/events.ndjson" ] || [ -L "$id/events.ndjson" ] || IFS= read -r first <"$id/events.ndjson"
	case $first in *'"at":"'*'"'*)
		since=${first#*'"at":"'}
		since=${since%%'"'*}
		;;
	esac
	case $since in *[!0-9TZ:.-]*) since='' ;; esac
	IFS= read -r request <"$id/request.json"
	[ ! -f "$id/status.json" ] || [ -L "$id/status.json" ] || IFS= read -r status <"$id/status.json"
	printf '%s %s %s %s %d %s %s\n%s\n%s\n' "$id" "$state" "$left" "${where%%:*}" "$begun" "$cancel" "$since" "$request" "$status"
done
