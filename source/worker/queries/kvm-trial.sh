#!/bin/sh
# Whether KVM runs a VM here. Inside other VMs it often opens and then runs nothing. The image of a Windows DevBox contains QEMU, so
# the trial happens when one is to be launched; the result is kept until the next boot. Defines try_kvm and kvm_record.

# The VM runs three instructions at the address where a processor starts: they write 0x10 to a port, and QEMU exits with 33. Its
# processor is the worker's own, as in a Windows DevBox.
# shellcheck disable=SC2016 # for the shell in there
kvm_trial='command -v qemu-system-x86_64 >/dev/null || exit 0
rom=$(mktemp) && { head -c 65520 /dev/zero && printf "\260\020\346\364\364" && head -c 11 /dev/zero; } >"$rom" || exit 0
said=$(timeout 10 qemu-system-x86_64 -M q35 -accel kvm -cpu host -m 16 -nodefaults -no-user-config -display none -no-reboot \
	-bios "$rom" -device isa-debug-exit,iobase=0xf4,iosize=1 2>&1 </dev/null)
echo "trial $? $said"'

kvm_record() { echo "${XDG_STATE_HOME:-$HOME/.local/state}/ingot/kvm-trial"; }

# try_kvm IMAGE. A success is not repeated before the next boot; without an answer nothing is recorded.
try_kvm() {
	[ -c /dev/kvm ] && (exec 3<>/dev/kvm) 2>/dev/null || return 0
	read -r boot </proc/sys/kernel/random/boot_id
	record=$(kvm_record)
	if read -r of word rest 2>/dev/null <"$record" && [ "$of $word" = "$boot works" ]; then return 0; fi
	said=$(timeout 30 podman run --rm --pull never --network none --timeout 20 --device /dev/kvm --entrypoint sh "$1" -c "$kvm_trial" 2>/dev/null </dev/null)
	case $said in
	'trial 33'*) word=works ;;
	'trial 125'* | 'trial 126'* | 'trial 127'*) return 0 ;;
	'trial '*) word=broken ;;
	*) return 0 ;;
	esac
	mkdir -p "${record%/*}" && printf '%s %s %.300s\n' "$boot" "$word" "$(echo "${said#trial }" | tr '\n' ' ')" >"$record.tmp.$$" && mv "$record.tmp.$$" "$record"
}
