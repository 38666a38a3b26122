# shellcheck shell=sh
# The guest that upstream's scripts take for Windows, and its disk. Sourced by build.sh, whose variables it uses, after
# ../root.sh.
# shellcheck disable=SC2154

# Extracts a package that cannot be installed beside the machine's own boot loader into $work/parts.
take_parts() (
	mkdir -p "$work/parts"
	cd "$work/parts" || exit
	apt-get -q -o APT::Sandbox::User=root download systemd-boot-efi syslinux syslinux-common >&2 || exit
	for package in *.deb; do dpkg-deb -x "$package" . || exit; done
)

# Little-endian numbers and UTF-16 as escapes that printf takes.
le() {
	value=$1 left=$2
	while [ "$left" -gt 0 ]; do
		printf '\\%03o' $((value & 255))
		value=$((value >> 8)) left=$((left - 1))
	done
}

# The firmware entry for the first partition, as Windows Setup writes it: attributes of the variable,
# of the entry, length of the path, name, path (partition, file, end).
boot_entry() {
	name='Windows Boot Manager' file='\EFI\Microsoft\Boot\bootmgfw.efi'
	file_bytes=$((${#file} * 2 + 6))
	# shellcheck disable=SC2059 # made of escapes
	{
		printf "$(le 7 4)$(le 1 4)$(le $((42 + file_bytes + 4)) 2)"
		utf16 "$name"
		printf "\\000\\000\\004\\001$(le 42 2)$(le 1 4)$(le $esp_start 8)$(le $esp_sectors 8)"
		# A GUID's first three parts are little-endian.
		printf '\104\063\042\021\146\125\210\167\231\252\273\314\335\356\377\001\002\002'
		printf "\\004\\004$(le "$file_bytes" 2)"
		utf16 "$file"
		printf '\000\000\177\377\004\000'
	}
}
utf16() { printf '%s' "$1" | iconv -f UTF-8 -t UTF-16LE; }

esp_start=2048 esp_sectors=131072 ntfs_start=133120 ntfs_sectors=393216
esp_guid=11223344-5566-7788-99AA-BBCCDDEEFF01

# ntfs_flags FILE: prints the offsets of $Volume's flags, in the file table and in its mirror.
ntfs_flags() {
	number() { od -An -v -tu"$3" -j "$2" -N "$3" "$1" | tr -d ' '; }
	cluster=$(($(number "$1" 11 2) * $(number "$1" 13 1)))
	for table in 48 56; do
		record=$(($(number "$1" $table 8) * cluster + 3 * 1024))
		at=$((record + $(number "$1" $((record + 20)) 2)))
		while [ "$(number "$1" $at 4)" != 112 ]; do at=$((at + $(number "$1" $((at + 4)) 4))); done
		echo $((at + $(number "$1" $((at + 20)) 2) + 10))
	done | xargs
}

make_ntfs() {
	truncate -s $((ntfs_sectors * 512)) "$work/ntfs"
	/usr/sbin/mkntfs -q -Q -F -L Windows -p $ntfs_start -H 255 -S 63 -s 512 "$work/ntfs" 2>/dev/null
}

# Kernel and initial RAM disk, and both in one file that firmware can start.
make_guest() {
	# shellcheck disable=SC2034 # take_kernel's
	take_kernel '*.ko' '*/modules.*' || { apt-get -q update >&2 && take_kernel '*.ko' '*/modules.*'; }
	skeleton "$guest"
	copy "$guest" /usr/bin/ntfs-3g
	add_busybox "$guest"
	release=$(basename "$work"/lib/modules/*)
	busybox depmod -b "$work" "$release"
	modules=$work/lib/modules/$release
	mkdir "$guest/modules" "$guest/c"
	for name in fuse button evdev efivarfs virtio_pci virtio_scsi virtio_blk sd_mod ata_piix; do
		for file in $(sed -n "s/:/ /;\\|^[^ ]*/$name.ko |p" "$modules/modules.dep" | tr ' ' '\n' | tac); do
			base=$(basename "$file" .ko)
			cp "$modules/$file" "$guest/modules/"
			grep -qsx "$base" "$guest/modules/order" || echo "$base" >>"$guest/modules/order"
		done
	done
	cp "$here/guest-init.sh" "$guest/init"
	cp "$here/../guest-answers.sh" "$guest/"
	cp "$here/tpm-id.sh" "$guest/bin/tpm-id"
	chmod 755 "$guest/init" "$guest/bin/tpm-id"
	ntfs_flags "$work/ntfs" >"$guest/ntfs-flags"
	boot_entry >"$guest/boot-entry"
	(cd "$guest" && find . | cpio --quiet -o -H newc | gzip -1) >"$work/initrd"
	append='console=ttyS0 quiet nokaslr no_timer_check mitigations=off random.trust_cpu=on panic=-1'
	printf '%s\0' "$append" >"$work/cmdline"
	objcopy --add-section .osrel=/etc/os-release --change-section-vma .osrel=0x20000 \
		--add-section .cmdline="$work/cmdline" --change-section-vma .cmdline=0x30000 \
		--add-section .linux="$(echo "$work"/boot/vmlinuz*)" --change-section-vma .linux=0x2000000 \
		--add-section .initrd="$work/initrd" --change-section-vma .initrd=0x3000000 \
		"$work/parts/usr/lib/systemd/boot/efi/linuxx64.efi.stub" "$work/bootmgfw.efi"
}

# The disk before its first start, for UEFI and BIOS: a GPT with the partition that boots and one of NTFS.
make_disk() {
	disk=$work/disk
	truncate -s 512M "$disk"
	cat >"$work/table" <<END
label: gpt
start=$esp_start, size=$esp_sectors, type=C12A7328-F81F-11D2-BA4B-00A0C93EC93B, uuid=$esp_guid, name="EFI system partition", attrs="LegacyBIOSBootable"
start=$ntfs_start, size=$ntfs_sectors, type=EBD0A0A2-B9E5-4433-87C0-68B6B72699C7, name="Basic data partition"
END
	/usr/sbin/sfdisk -q "$disk" <"$work/table"
	esp=$disk@@$((esp_start * 512))
	export MTOOLS_SKIP_CHECK=1
	mformat -i "$esp" -F -c 1 -T $esp_sectors -h 255 -s 63 -H $esp_start -v SYSTEM ::
	"$work/parts/usr/bin/syslinux" --install --offset $((esp_start * 512)) "$disk"
	mmd -i "$esp" ::/EFI ::/EFI/BOOT ::/EFI/Microsoft ::/EFI/Microsoft/Boot
	mcopy -i "$esp" "$work/bootmgfw.efi" ::/EFI/Microsoft/Boot/bootmgfw.efi
	mcopy -i "$esp" "$work/bootmgfw.efi" ::/EFI/BOOT/BOOTX64.EFI
	printf 'DEFAULT windows\nPROMPT 0\nTIMEOUT 0\nLABEL windows\nKERNEL vmlinuz\nINITRD initrd\nAPPEND %s\n' "$append" >"$work/syslinux.cfg"
	mcopy -i "$esp" "$work/syslinux.cfg" "$work/initrd" ::
	mcopy -i "$esp" "$work"/boot/vmlinuz* ::/vmlinuz
	dd if="$work/parts/usr/lib/syslinux/mbr/gptmbr.bin" of="$disk" bs=440 count=1 conv=notrunc status=none
	dd if="$work/ntfs" of="$disk" bs=512 seek=$ntfs_start conv=notrunc,sparse status=none
	printf 'ingot-lab id=installed' | dd of="$disk" bs=512 seek=40 conv=notrunc status=none
}
