# shellcheck shell=sh
# The parts of the stand-in, from this machine's packages. Sourced by build.sh, whose variables it uses.
# shellcheck disable=SC2154

# copy ROOT FILE …: copies them with the libraries they need.
copy() {
	to=$1
	shift
	{
		printf '%s\n' "$@"
		ldd "$@" 2>/dev/null | grep -o '/[^ :]*\.so[^ :]*' || true
	} | sed 's,^/\(lib64\|lib\|bin\|sbin\)/,/usr/\1/,;s,^/,,' | sort -u | tar -C / -chf - -T - | tar -xf - -C "$to"
}

# skeleton ROOT
skeleton() {
	for name in bin sbin lib lib64; do
		mkdir -p "$1/usr/$name"
		ln -s "usr/$name" "$1/$name"
	done
	mkdir -p "$1/etc" "$1/proc" "$1/sys" "$1/dev" "$1/run" "$1/root" "$1/tmp" "$1/var"
}

# busybox ROOT: adds its commands where no other exists.
add_busybox() {
	cp "$(command -v busybox)" "$1/usr/bin/busybox"
	for applet in $(busybox --list); do
		[ -e "$1/usr/bin/$applet" ] || [ -e "$1/usr/sbin/$applet" ] || ln -s busybox "$1/usr/bin/$applet"
	done
}

# take_kernel PATTERN …: extracts the kernel of Debian's cloud images and these files into $work without installing it. It has
# no ntfs3, but FUSE.
take_kernel() (
	cd "$work" || exit
	kernel=$(apt-cache depends linux-image-cloud-amd64 | sed -n 's/.*Depends: \(linux-image-[^ ]*\).*/\1/p') || exit
	apt-get -q -o APT::Sandbox::User=root download "${kernel:?}" >&2 || exit
	dpkg-deb --fsys-tarfile linux-image-*.deb | tar -xf - --wildcards './boot/vmlinuz*' "$@"
	rm linux-image-*.deb
)

# The guest: a kernel and an initial RAM disk with its whole system.
make_guest() {
	set -- '*/fuse.ko' '*/button.ko' '*/evdev.ko'
	take_kernel "$@" || { apt-get -q update >&2 && take_kernel "$@"; }
	skeleton "$guest"
	copy "$guest" /usr/bin/ntfs-3g
	add_busybox "$guest"
	mkdir "$guest/modules" "$guest/c"
	find "$work/lib" -name '*.ko' -exec mv {} "$guest/modules/" \;
	cp "$here/guest-init.sh" "$guest/init"
	cp "$here/guest-answers.sh" "$guest/"
	chmod 755 "$guest/init"
	(cd "$guest" && find . | cpio --quiet -o -H newc | gzip -1) >"$work/initrd"
}

# The disk before its installation: a GPT with one NTFS partition.
make_template() {
	truncate -s 256M "$work/disk"
	printf 'label: gpt\nstart=2048, size=393216, type=EBD0A0A2-B9E5-4433-87C0-68B6B72699C7, name="Basic data partition"\n' |
		/usr/sbin/sfdisk -q "$work/disk"
	truncate -s 192M "$work/ntfs"
	/usr/sbin/mkntfs -q -Q -F -L Windows -p 2048 -H 255 -S 63 -s 512 "$work/ntfs" 2>/dev/null
	dd if="$work/ntfs" of="$work/disk" bs=1M seek=1 conv=notrunc,sparse status=none
	qemu-img convert -c -O qcow2 "$work/disk" "$work/template.qcow2"
}

# The image: QEMU and the Debian tools that dockur/windows has, too.
make_root() {
	skeleton "$root"
	# shellcheck disable=SC2046 # a list of files
	copy "$root" $(dpkg -L coreutils | grep -E '/s?bin/') /usr/bin/qemu-system-x86_64 /usr/bin/qemu-img /usr/bin/bash /usr/bin/dash \
		/usr/bin/flock /usr/bin/nc.openbsd /usr/lib/x86_64-linux-gnu/qemu/accel-tcg-x86_64.so \
		/usr/share/seabios/bios-256k.bin /usr/share/qemu/linuxboot_dma.bin /usr/share/qemu/kvmvapic.bin
	ln -s dash "$root/usr/bin/sh"
	ln -s nc.openbsd "$root/usr/bin/nc"
	add_busybox "$root"
	printf 'root:x:0:0:root:/root:/bin/sh\n' >"$root/etc/passwd"
	printf 'root:x:0:\n' >"$root/etc/group"
	cp /etc/os-release "$root/etc/"
	mkdir "$root/run/guest" "$root/storage"
	ln -s /dev/shm "$root/run/shm"
	cp "$work/template.qcow2" "$work/initrd" "$root/run/guest/"
	mv "$work"/boot/vmlinuz* "$root/run/guest/vmlinuz"
	cp "$here/entry.sh" "$here/disk.sh" "$root/run/"
	cp "$here/guest.sh" "$root/usr/bin/guest"
	printf '#!/bin/sh\n' >"$root/run/start.sh"
	chmod 755 "$root"/run/*.sh "$root/usr/bin/guest"
}
