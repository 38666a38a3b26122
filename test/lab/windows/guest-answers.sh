# shellcheck shell=sh
# What the guests of both labs have in common: the counter on their disk, the questions that they answer, and the power button.
# Both guest-init.sh source this when the disk is mounted at $c.
# shellcheck disable=SC1091,SC2154

boots=0 count=0
[ ! -e "$c"/counter.txt ] || . "$c"/counter.txt
# save: always of the same length and in place, so that no crash can tear it.
save() {
	printf 'boots=%-9s\ncount=%-9s\n' "$boots" "$count" | dd of="$c"/counter.txt conv=notrunc 2>/dev/null
	sync
}
count_on() {
	while sleep 1; do
		count=$((count + 1))
		save
		echo "count=$count"
	done
}

# answer TAG VERB [NAME [TEXT]]
answer() {
	case $3 in */* | .*) echo "$1 error what a name" && return ;; esac
	case $2 in
	counter) echo "$1 ok $(. "$c"/counter.txt && echo "boots=$boots count=$count")" ;;
	put) printf '%s\n' "$4" >"$c/${3:?}" && sync && echo "$1 ok" ;;
	get) if [ -f "$c/$3" ]; then echo "$1 ok $(tr '\n' ' ' <"$c/$3" | sed 's/ $//')"; else echo "$1 error there is no $3"; fi ;;
	list) echo "$1 ok $(cd "$c" && echo *)" ;;
	off) echo "$1 ok" && kill "$waiting" ;;
	*) echo "$1 error what is $2?" ;;
	esac
}
serve() {
	exec <>/dev/ttyS1 >&0
	while read -r tag verb name text; do answer "$tag" "$verb" "$name" "$text"; done
}

# run_until_off DEAF WORDS: counts a boot, answers on the second serial port where there is one, and says WORDS when it is ready.
# Returns when the power button is pressed (not when DEAF is set) or a question asked it to turn off.
run_until_off() {
	boots=$((boots + 1))
	save
	for event in /sys/class/input/event*; do
		if grep -qs 'Power Button' "$event/device/name"; then button=/dev/input/${event##*/}; fi
	done
	if [ -n "$1" ]; then mkfifo /never && button=/never; fi
	# One event of the button ends the wait.
	dd if="$button" of=/dev/null bs=24 count=1 2>/dev/null &
	waiting=$!
	serving=
	if stty -F /dev/ttyS1 raw -echo 2>/dev/null; then
		serve &
		serving=$!
	fi
	echo "guest ready boots=$boots count=$count${2:+ $2}"
	count_on &
	counting=$!
	wait $waiting
	# shellcheck disable=SC2086 # nothing or one word
	kill $counting $serving
	wait
}
