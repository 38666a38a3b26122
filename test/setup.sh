#!/bin/sh
# Sets this machine up for `npm test` and `npm run demo`: npm packages, then Debian packages. Asks nothing; a second run
# does nothing. Needs git, Node 20 or newer, npm and root.
set -eu
cd "$(dirname "$0")/.."
if [ ! -f node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
	echo "Installing the npm packages …" >&2
	npm ci --no-audit --no-fund --loglevel=error >&2
	touch node_modules/.package-lock.json
fi
# busybox-static makes the DevBoxes; the rest makes a worker what it is.
sh test/lab/packages.sh podman runc conmon netavark aardvark-dns openssh-server openssh-client busybox-static iproute2 \
	iptables procps util-linux e2fsprogs tmux shellcheck fonts-dejavu-core
