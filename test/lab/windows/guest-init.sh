#!/bin/sh
# Process 1 of the guest, instead of Windows: mounts the NTFS disk, counts, answers on the second serial port, and on the
# power button unmounts and turns itself off. The kernel's command line sets $vars, $tpm, $tpm_was and $ignore_powerdown.
# shellcheck disable=SC1091,SC2154
export PATH=/bin
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev
stty -F /dev/console -onlcr
for module in fuse button evdev; do insmod /modules/$module.ko; done

disk=/dev/nvme0n1p1 c=/c
until [ -b $disk ]; do usleep 10000; done
ntfs-3g $disk $c || {
	echo 'guest: the disk cannot be mounted'
	poweroff -f
}
boots=0 count=0
if [ ! -e $c/installed.txt ]; then
	printf 'vars=%s\n' "$vars" >$c/installed.txt
	echo 'guest installed'
fi
[ ! -e $c/counter.txt ] || . $c/counter.txt
if grep -qx "vars=$vars" $c/installed.txt; then echo 'guest firmware own'; else echo 'guest firmware foreign'; fi
if [ -n "$tpm" ]; then
	if [ ! -e $c/tpm.txt ]; then
		echo 'guest tpm new'
	elif grep -qx "$tpm_was" $c/tpm.txt; then
		echo 'guest tpm own'
	else
		echo 'guest tpm foreign'
	fi
	echo "$tpm" >$c/tpm.txt
elif [ -e $c/tpm.txt ]; then
	echo 'guest tpm gone'
fi

# Always of the same length and in place, so that no crash can tear it.
save() {
	printf 'boots=%-9s\ncount=%-9s\n' "$boots" "$count" | dd of=$c/counter.txt conv=notrunc 2>/dev/null
	sync
}
tell() { (. $c/counter.txt && echo "boots=$boots count=$count"); }
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
	counter) echo "$1 ok $(tell)" ;;
	put) printf '%s\n' "$4" >"$c/${3:?}" && sync && echo "$1 ok" ;;
	get) if [ -f "$c/$3" ]; then echo "$1 ok $(tr '\n' ' ' <"$c/$3" | sed 's/ $//')"; else echo "$1 error there is no $3"; fi ;;
	list) echo "$1 ok $(cd $c && echo *)" ;;
	off) echo "$1 ok" && kill "$waiting" ;;
	*) echo "$1 error what is $2?" ;;
	esac
}
serve() {
	exec <>/dev/ttyS1 >&0
	while read -r tag verb name text; do answer "$tag" "$verb" "$name" "$text"; done
}

boots=$((boots + 1))
save
# The power button or its equivalent: one event ends the wait.
for event in /sys/class/input/event*; do
	if grep -qs 'Power Button' "$event/device/name"; then button=/dev/input/${event##*/}; fi
done
if [ -n "$ignore_powerdown" ]; then mkfifo /never && button=/never; fi
dd if="$button" of=/dev/null bs=24 count=1 2>/dev/null &
waiting=$!
stty -F /dev/ttyS1 raw -echo
serve &
serving=$!
echo "guest ready boots=$boots count=$count"
count_on &
counting=$!
wait $waiting

kill $counting $serving
wait
until umount $c; do usleep 50000; done
echo 'guest off'
poweroff -f
