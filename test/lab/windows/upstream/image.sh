# shellcheck shell=sh
# The images of the generations: one Debian root like upstream's, and upstream's scripts on top, unchanged. Sourced
# by build.sh, whose variables it uses.
# shellcheck disable=SC2154

# Packages that the README of the sources names, and those that upstream installs.
upstream_packages=tini,bc,jq,xxd,wget,7zip,curl,fdisk,nginx-light,unzip,swtpm,swtpm-tools,procps,ipcalc,ethtool,python3,iptables
upstream_packages=$upstream_packages,iproute2,dnsmasq-base,xorriso,xz-utils,net-tools,e2fsprogs,diffutils,util-linux,iputils-ping
upstream_packages=$upstream_packages,genisoimage,inotify-tools,netcat-openbsd,qemu-system-x86,qemu-utils,ovmf,seabios,passt,samba
upstream_packages=$upstream_packages,mtools,wimtools,dos2unix,cabextract,libxml2-utils,libarchive-tools

# scripts_of GENERATION: copies its files as an image has them into $work/scripts/GENERATION.
scripts_of() {
	from=$sources/$1 to=$work/scripts/$1
	mkdir -p "$to/run" "$to/var/www" "$to/etc/nginx/sites-enabled" "$to/usr/bin" "$to/storage"
	cp "$from"/qemu/src/* "$to/run/"
	cp "$from"/windows/src/* "$to/run/"
	cp -R "$from/windows/assets" "$to/run/"
	cp -R "$from"/qemu/web/* "$to/var/www/"
	# Its path differs between generations.
	cp "$from/qemu/web/conf/nginx.conf" "$to/etc/nginx/default.conf"
	cp "$from/qemu/web/conf/nginx.conf" "$to/etc/nginx/sites-enabled/web.conf"
	echo "lab-$1" >"$to/run/version"
	echo "lab-$1" >"$to/etc/version"
	# Debian has no websocketd; it only serves the progress on a web page.
	# shellcheck disable=SC2016 # of the script
	printf '#!/bin/sh\nfor word; do case $word in --unixsocket=*) exec nc -lkU "${word#*=}" ;; esac; done\n' >"$to/usr/bin/websocketd"
	# Nor upstream's noVNC; an empty page replaces it.
	mkdir -p "$to/usr/share/novnc"
	echo '<html></html>' >"$to/usr/share/novnc/vnc.html"
	# Nor the tool that puts a picture into the firmware, which some generations require.
	printf '#!/bin/sh\n' >"$to/run/utk.bin"
	chmod 755 "$to"/run/*.* "$to/usr/bin/websocketd"
	find "$to" -exec touch -h -d @0 {} +
}

in_store() {
	CONTAINERS_CONF=$lab/containers.conf CONTAINERS_STORAGE_CONF=$lab/storage.conf podman --root "$work/store" \
		--runroot "$work/run" --storage-driver overlay "$@"
}

# An image store that a worker uses as its own: one shared layer, and one per generation.
make_store() {
	tar -C "$root" -cf - . | in_store import --quiet - localhost/lab-debian:13 >/dev/null
	newest=
	for generation in $generations; do
		newest=$generation
		cat >"$work/scripts/$generation.containerfile" <<END
FROM localhost/lab-debian:13
COPY . /
ENV VERSION=11 RAM_SIZE=4G CPU_CORES=2 DISK_SIZE=64G
VOLUME /storage
EXPOSE 3389 8006
ENTRYPOINT ["/usr/bin/tini", "-s", "/run/entry.sh"]
END
		in_store build --quiet --layers=false --isolation chroot --pull-never -t "docker.io/dockurr/windows:$generation" \
			-f "$work/scripts/$generation.containerfile" "$work/scripts/$generation" >/dev/null
	done
	in_store tag "docker.io/dockurr/windows:$newest" docker.io/dockurr/windows:latest
	in_store untag localhost/lab-debian:13
	# It would contain this store's old path.
	rm -rf "$work/store/libpod" "$work/store/tmp" "$work/store"/*.lock
}
