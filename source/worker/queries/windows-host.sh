#!/bin/sh
# What this machine offers this user for Windows VMs; one fact a line:
#   windows-kvm usable|broken|unaided|closed|absent   windows-tun yes|no   windows-memory KIB
# That the device exists proves little: KVM is opened for reading and writing, as QEMU does, and the last trial since boot counts
# (kvm-trial.sh). A processor without vmx and svm runs no whole system, whatever a trial says (some VMs emulate them);
# dockur/windows does not even try (qemus/qemu, proc.sh).
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
