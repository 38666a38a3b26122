# Keeps a connection of the system's ssh for as long as stdin stands. Its parent may die by kill -9: nothing stays.
# Usage: sh -c THIS keep FOLDER lead ssh …   (ssh -M …: the connection is ours, and ends with us)
#        sh -c THIS keep FOLDER join ssh …   (somebody else's goes on; what we had it forward is taken back)
folder=$1 mode=$2
shift 2
exec 3<&0 </dev/null
umask 077
export SSH_ASKPASS="$folder/askpass" SSH_ASKPASS_REQUIRE=force DISPLAY="${DISPLAY:-:0}"
if [ "$mode" = join ]; then
	cat <&3 >/dev/null
	[ ! -e "$folder/forwards" ] || while IFS= read -r forward; do
		"$@" -O cancel -L "$forward" master >/dev/null 2>&1
	done <"$folder/forwards"
	rm -rf "$folder"
	exit 0
fi
"$@" 3<&- &
master=$!
{
	cat <&3
	kill "$master"
} >/dev/null 2>&1 &
watch=$!
exec 3<&-
wait "$master"
code=$?
kill "$watch" 2>/dev/null
rm -rf "$folder"
exit "$code"
