#!/bin/sh
# The entrypoint of the stand-in for a Windows DevBox: treats /storage and prints messages as dockur/windows does.
# The lab's README.md lists its environment variables.
# shellcheck source-path=SCRIPTDIR
# shellcheck disable=SC2034,SC2154 # shared with disk.sh
set -eu
cd /run
# The user's hook; STORAGE is not set yet.
# shellcheck source=/dev/null
. ./start.sh
: "${STORAGE:=/storage}" "${VERSION:=11}" "${LANGUAGE:=en}" "${DISK_SIZE:=512M}" "${DISK_FMT:=}" "${FILL_MB:=64}"
: "${RAM_SIZE:=128M}" "${TIMEOUT:=105}" "${KVM:=Y}" "${QMP:=}" "${TPM:=}" "${IGNORE_POWERDOWN:=}"
: "${BOOT_MODE:=windows}" "${UUID:=}" "${DISK_CACHE:=none}" "${DISK_IO:=native}"
. ./disk.sh
case $BOOT_MODE in *_secure) TPM=Y ;; esac
ln -sfn /dev/shm /run/shm
shm=/run/shm
say() { echo "❯ $*"; }

base=win${VERSION}x64.iso
case $LANGUAGE in en | English) ;; *) base=win${VERSION}x64_$LANGUAGE.iso ;; esac
if is_installed; then
	say "Windows $VERSION is installed already"
else
	install
fi
choose_disk
enlarge
firmware=$STORAGE/$BOOT_MODE
[ -e "$firmware.rom" ] || head -c 2M /dev/zero >"$firmware.rom"
# Without a stored address it gets a new one; the machine id is that of the variable.
[ -e "$STORAGE/windows.mac" ] || new_mac
say "Machine ${UUID:-without an id}, MAC $(cat "$STORAGE/windows.mac")"
# Firmware that has not seen this disk boots it, but has no entry for it.
[ -e "$firmware.vars" ] || cat /proc/sys/kernel/random/uuid >"$firmware.vars"
# A TPM's state belongs to its disk: the guest gets the state of the last start, and the new one.
if [ -n "$TPM" ]; then
	tpm_was=$(cat "$firmware.tpm" 2>/dev/null || echo none)
	cat /proc/sys/kernel/random/uuid >"$firmware.tpm"
fi

# On some machines KVM exists but cannot be used: without vmx and svm it boots nothing, even if it opens and starts.
can_kvm() {
	[ "$KVM" != N ] && [ -w /dev/kvm ] && grep -q -w -E 'vmx|svm' /proc/cpuinfo && echo quit | timeout 5 qemu-system-x86_64 -M q35 -accel kvm -cpu host -m 16 -nodefaults \
		-display none -S -monitor stdio >/dev/null 2>&1
}
# Boots in half the time of -cpu max.
accel='tcg -cpu qemu64'
if can_kvm; then accel='kvm -cpu host'; fi
say "Booting Windows $VERSION with ${accel%% *} from $disk …"

rm -f $shm/guest.in $shm/guest.out
mkfifo $shm/guest.in $shm/guest.out
append="console=ttyS0 quiet nokaslr no_timer_check mitigations=off random.trust_cpu=on panic=-1 vars=$(cat "$firmware.vars")"
[ -z "$TPM" ] || append="$append tpm=$(cat "$firmware.tpm") tpm_was=$tpm_was"
[ -z "$IGNORE_POWERDOWN" ] || append="$append ignore_powerdown=1"
code=0
trap 'code=143' TERM
trap 'code=130' INT
trap 'code=129' HUP
# shellcheck disable=SC2086 # words
qemu-system-x86_64 -name windows ${UUID:+-uuid $UUID} -M q35 -accel $accel -m "$RAM_SIZE" -smp 1 -nodefaults -no-user-config -display none \
	-no-reboot -pidfile $shm/qemu.pid -monitor unix:$shm/monitor.sock,server=on,wait=off \
	${QMP:+-qmp unix:$shm/qmp.sock,server=on,wait=off} \
	-chardev stdio,id=console,signal=off,logfile=$shm/qemu.pty -serial chardev:console \
	-chardev pipe,id=guest,path=$shm/guest -serial chardev:guest \
	-drive "file=$disk,id=data3,format=$format,cache=$DISK_CACHE,aio=$DISK_IO,discard=on,detect-zeroes=on,if=none" \
	-device nvme,drive=data3,serial=data3 -kernel /run/guest/vmlinuz -initrd /run/guest/initrd -append "$append" &
qemu=$!

is_ready() { [ -e "$STORAGE/windows.boot" ] || grep -qs 'guest ready' $shm/qemu.pty; }
# QEMU removes the file when it ends; a zombie's process id would stay.
runs() { [ -s $shm/qemu.pid ] && kill -0 $qemu 2>/dev/null; }
# within TENTHS: whether it has ended by then.
within() {
	tenths=$1
	while runs; do
		[ "$tenths" -gt 0 ] || return 1
		tenths=$((tenths - 1))
		sleep 0.1
	done
}
# shut_down: whether it ended on its own.
shut_down() {
	say 'Received a signal, sending ACPI shutdown …'
	if ! is_ready; then
		say 'Cannot send it while Windows is being set up, aborting …'
		kill $qemu
		return 1
	fi
	seconds=0
	while [ $seconds -lt "$TIMEOUT" ]; do
		echo system_powerdown | nc -q 1 -w 1 -U $shm/monitor.sock >/dev/null &
		if within 10; then return 0; fi
		seconds=$((seconds + 1))
		say "Waiting for Windows to shut down … ($seconds/$TIMEOUT)"
	done
	say 'Forcefully terminating Windows'
	kill -9 $qemu
	return 1
}

clean=1 ended=0
wait $qemu || ended=$?
if [ $code != 0 ]; then
	shut_down || clean=
	wait $qemu 2>/dev/null || clean=
elif [ $ended != 0 ]; then
	say 'QEMU exited unexpectedly!'
	exit $ended
fi
if [ -n "$clean" ] && is_ready; then : >"$STORAGE/windows.boot"; fi
say 'Shutdown completed!'
exit $code
