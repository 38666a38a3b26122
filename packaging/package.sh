#!/bin/sh
# `npm run package`: makes dist/ingot-VERSION-linux-ARCH.tar.gz and dist/ingot_VERSION_ARCH.deb, which need no Node.
# Usage: package.sh [x64] [arm64], default both. Needs tar, xz and dpkg-deb.
set -eu
cd "$(dirname "$0")/.."
[ $# -gt 0 ] || set -- x64 arm64
for arch; do
	case $arch in x64 | arm64) ;; *)
		echo "package.sh: what is $arch? Use x64 or arm64." >&2
		exit 2
		;;
	esac
done
sh test/setup.sh npm
PATH="$PWD/node_modules/.bin:$PATH"
export PATH
umask 022
top=dist/package
rm -rf "$top/shared"
mkdir -p "$top/shared/completions"
node build.mjs
version=$(node -p 'require("./package.json").version')
# Archives of one commit are the same, whenever they are made.
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct 2>/dev/null || stat -c %Y package.json)
export SOURCE_DATE_EPOCH
ingot() { node dist/ingot.js "$@"; }
ingot man >"$top/shared/ingot.1"
ingot completion bash >"$top/shared/completions/ingot.bash"
ingot completion zsh >"$top/shared/completions/_ingot"
ingot completion fish >"$top/shared/completions/ingot.fish"
echo "Making the executables: $* …" >&2
node packaging/executable.ts "$@"

archive() { tar --sort=name --mtime="@$SOURCE_DATE_EPOCH" --owner=0 --group=0 --numeric-owner "$@"; }

# tarball ARCH
tarball() {
	name=ingot-$version-linux-$1
	rm -rf "${top:?}/$name"
	mkdir "$top/$name"
	cp -R "$top/$1/." "$top/shared/." "$top/$name"
	archive -C "$top" -cf - "$name" | gzip -n >"dist/$name.tar.gz"
	rm -rf "${top:?}/$name"
	echo "dist/$name.tar.gz"
}

for arch; do
	tarball "$arch"
	sh packaging/deb.sh "$arch" "$version"
done
