#!/bin/sh
# Process 1 of the guest that upstream's scripts take for Windows: counts its boots on the NTFS of its boot disk, keeps NTFS's
# dirty flag as Windows does, and shuts down on the power button.
# shellcheck disable=SC1091
export PATH=/bin
mount -t proc proc /proc
mount -t sysfs sys /sys
# Emulated on a busy machine, a second processor loses its timers, and the guest stands still for minutes.
for processor in /sys/devices/system/cpu/cpu[1-9]*/online; do
	if [ -e "$processor" ]; then echo 0 >"$processor"; fi
done
mount -t devtmpfs dev /dev
stty -F /dev/console -onlcr
while read -r module; do insmod "/modules/$module.ko"; done </modules/order
c=/c firmware=/sys/firmware/efi/efivars lab=a3b1c4de-8f10-4e1b-9d5c-7d3f1b2c4e55
[ ! -d $firmware ] || mount -t efivarfs efivarfs $firmware

# The disk with the lab's settings in its sector 40, on any controller.
find_disk() {
	for disk in /dev/nvme0n1 /dev/sd[a-f] /dev/vd[a-f]; do
		[ -b "$disk" ] || continue
		settings=$(dd if="$disk" bs=512 skip=40 count=1 2>/dev/null | tr -d '\0')
		case $settings in ingot-lab*) return 0 ;; esac
	done
	return 1
}
until find_disk; do usleep 20000; done
# setting NAME: prints its value.
setting() { echo "$settings" | tr ' ' '\n' | sed -n "s/^$1=//p"; }
case $disk in *nvme*) part=${disk}p2 ;; *) part=${disk}2 ;; esac

# NTFS's flags are two bytes of $Volume, and of its mirror.
read -r flag mirror </ntfs-flags
flags() { dd if="$part" bs=1 skip="$flag" count=1 2>/dev/null | od -An -tu1 | tr -d ' '; }
# mark 0|1: clean or dirty. ntfs-3g, unlike Windows, leaves that flag alone.
mark() {
	for at in "$flag" "$mirror"; do echo "$1" | tr 01 '\000\001' | head -c 1 | dd of="$part" bs=1 seek="$at" conv=notrunc 2>/dev/null; done
	sync
}
ntfs=clean last=unknown
[ "$(($(flags) & 1))" = 0 ] || ntfs=dirty
for try in 1 2 3; do
	! ntfs-3g -o remove_hiberfile "$part" $c || break
	[ "$try" != 3 ] || {
		echo 'guest: the disk cannot be mounted'
		poweroff -f
	}
done
mark 1

# What Windows Setup leaves: its firmware entry, and a firmware variable that this disk knows.
install_boot() {
	[ -d $firmware ] || return 0
	cat /boot-entry >$firmware/Boot0042-8be4df61-93ca-11d2-aa0d-00e098032b8c
	printf '\007\000\000\000\102\000' >$firmware/BootOrder-8be4df61-93ca-11d2-aa0d-00e098032b8c
	# A variable must be written at once.
	{ printf '\007\000\000\000' && cat $c/installed.txt; } >/own
	cat /own >$firmware/IngotLab-$lab
}
if [ ! -e $c/installed.txt ]; then
	cat /proc/sys/kernel/random/uuid >$c/installed.txt
	install_boot
	echo 'guest installed'
fi
if [ ! -d $firmware ]; then
	echo 'guest firmware BIOS'
elif [ "$(tail -c +5 $firmware/IngotLab-$lab 2>/dev/null)" = "$(cat $c/installed.txt)" ]; then
	echo 'guest firmware own'
else
	echo 'guest firmware foreign'
fi
if [ -c /dev/tpm0 ]; then
	tpm=$(tpm-id)
	if [ ! -e $c/tpm.txt ]; then
		echo 'guest tpm new'
	elif [ "$tpm" = "$(cat $c/tpm.txt)" ]; then
		echo 'guest tpm own'
	else
		echo 'guest tpm foreign'
	fi
	echo "$tpm" >$c/tpm.txt
elif [ -e $c/tpm.txt ]; then
	echo 'guest tpm gone'
fi

[ ! -e $c/shutdown.txt ] || last=$(cat $c/shutdown.txt)
echo unclean >$c/shutdown.txt
. /guest-answers.sh
deaf=$(setting deaf)
# For tests to wait for and read: whose disk this is, and in which state it was left.
run_until_off "${deaf#0}" "last=$last ntfs=$ntfs disk=$(setting id)"
echo clean >$c/shutdown.txt
if [ "$(setting hibernate)" = 1 ]; then
	echo hibernated >$c/shutdown.txt
	{ printf hibr && head -c 65532 /dev/zero; } >$c/hiberfil.sys
fi
until umount $c; do usleep 50000; done
mark 0
echo 'guest off'
poweroff -f
