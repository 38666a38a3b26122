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
if [ ! -e $c/installed.txt ]; then
	printf 'vars=%s\n' "$vars" >$c/installed.txt
	echo 'guest installed'
fi
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

. /guest-answers.sh
run_until_off "$ignore_powerdown"
until umount $c; do usleep 50000; done
echo 'guest off'
poweroff -f
