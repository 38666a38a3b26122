#!/bin/sh
# What this machine has for Windows VMs, as whoever asks may use it; one fact a line:
#   windows-kvm usable|closed|absent   windows-tun yes|no   windows-memory KIB
# That a device is there says little: KVM is opened for reading and writing, as QEMU does it.
kvm=absent tun=no memory=0
if [ -c /dev/kvm ]; then
	kvm=closed
	if (exec 3<>/dev/kvm) 2>/dev/null; then kvm=usable; fi
fi
[ ! -c /dev/net/tun ] || tun=yes
while read -r key kib rest; do
	if [ "$key" = MemTotal: ]; then memory=$kib; fi
done </proc/meminfo
printf 'windows-kvm %s\nwindows-tun %s\nwindows-memory %s\n' "$kvm" "$tun" "$memory"
