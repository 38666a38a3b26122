# shellcheck shell=sh
# Sourced by lab.sh: uses $lab.
# shellcheck disable=SC2154

# The file system of a DevBox: busybox and some files as in a used one.
make_rootfs() {
	root=$lab/rootfs
	mkdir -p "$root/bin" "$root/etc" "$root/tmp" "$root/home/dev/project/src" "$root/root" "$root/usr/lib/node" "$root/usr/bin" \
		"$root/var/lib/packages" "$root/data" "$root/proc" "$root/sys" "$root/dev"
	chmod 1777 "$root/tmp"
	cp "$(command -v busybox)" "$root/bin/busybox"
	(cd "$root/bin" && "$root/bin/busybox" --list | grep -vx busybox | xargs -n 1 ln -s busybox)
	printf 'root:x:0:0:root:/root:/bin/sh\ndev:x:1000:1000:dev:/home/dev:/bin/sh\n' >"$root/etc/passwd"
	printf 'root:x:0:\ndev:x:1000:\n' >"$root/etc/group"
	printf 'ID=ingot-lab\nPRETTY_NAME="Ingot lab"\nVERSION_ID=1\n' >"$root/etc/os-release"
	printf 'Package: %s\nStatus: installed\n\n' git node tree >"$root/var/lib/packages/status"
	echo 'module.exports = {}' >"$root/usr/lib/node/index.js"
	echo 'console.log("hello")' >"$root/home/dev/project/src/index.js"
	echo 'old notes' >"$root/home/dev/notes.txt"
	chown -R 1000:1000 "$root/home/dev"
	tar -C "$root" -cf "$lab/rootfs.tar" .
	rm -rf "$root"
}
