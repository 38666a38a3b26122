#!/bin/sh
# What this machine has for Windows VMs, as whoever asks may use it; one fact a line:
#   windows-kvm usable|broken|unaided|closed|absent   windows-tun yes|no   windows-memory KIB
# That a device is there says little: KVM is opened for reading and writing, as QEMU does it, and what came of the last trial
# since boot (kvm-trial.sh) counts. A processor without vmx and svm runs no whole system with it, whatever a trial says (there
# are kernels that stand in for them, as inside some VMs); dockur/windows does not even try there (qemus/qemu, proc.sh).
processor_aids() { [ "$(uname -m)" != x86_64 ] || grep -q -w -E 'vmx|svm' /proc/cpuinfo; }
kvm=absent tun=no memory=0
if [ -c /dev/kvm ]; then
	kvm=closed
	if (exec 3<>/dev/kvm) 2>/dev/null; then
		kvm=usable
		read -r boot </proc/sys/kernel/random/boot_id
		if read -r of word rest 2>/dev/null <"${XDG_STATE_HOME:-$HOME/.local/state}/ingot/kvm-trial" && [ "$of $word" = "$boot broken" ]; then
			kvm=broken
		fi
		processor_aids || kvm=unaided
	fi
fi
[ ! -c /dev/net/tun ] || tun=yes
while read -r key kib rest; do
	if [ "$key" = MemTotal: ]; then memory=$kib; fi
done </proc/meminfo
printf 'windows-kvm %s\nwindows-tun %s\nwindows-memory %s\n' "$kvm" "$tun" "$memory"
