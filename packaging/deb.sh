#!/bin/sh
# Makes dist/ingot_VERSION_ARCH.deb from dist/package. Called by package.sh. Usage: deb.sh x64|arm64 VERSION
set -eu
arch=$1 version=$2
top=dist/package
case $arch in
x64) debian=amd64 ;;
arm64) debian=arm64 ;;
esac
root=$top/deb-$arch
rm -rf "$root"
mkdir -p "$root/DEBIAN" "$root/usr/bin" "$root/usr/share/man/man1" "$root/usr/share/doc/ingot" \
	"$root/usr/share/bash-completion/completions" "$root/usr/share/zsh/vendor-completions" \
	"$root/usr/share/fish/vendor_completions.d"
cp "$top/$arch/ingot" "$root/usr/bin/ingot"
gzip -9n <"$top/shared/ingot.1" >"$root/usr/share/man/man1/ingot.1.gz"
cp "$top/shared/completions/ingot.bash" "$root/usr/share/bash-completion/completions/ingot"
cp "$top/shared/completions/_ingot" "$root/usr/share/zsh/vendor-completions/_ingot"
cp "$top/shared/completions/ingot.fish" "$root/usr/share/fish/vendor_completions.d/ingot.fish"
cat "$top/$arch/LICENSE" "$top/$arch/LICENSES.bundled" >"$root/usr/share/doc/ingot/copyright"
gzip -9n <CHANGELOG.md >"$root/usr/share/doc/ingot/changelog.gz"
# Node itself needs glibc 2.28, the libstdc++ of GCC 8, and nothing else.
cat >"$root/DEBIAN/control" <<EOF
Package: ingot
Version: $version
Architecture: $debian
Maintainer: ${DEBFULLNAME:-Ingot maintainers} <${DEBEMAIL:-ingot@localhost}>
Installed-Size: $(du -k -s --apparent-size "$root/usr" | cut -f 1)
Depends: libc6 (>= 2.28), libstdc++6 (>= 8), libgcc-s1 | libgcc1
Recommends: openssh-client
Suggests: bash-completion, zsh, fish
Section: admin
Priority: optional
Description: golden images of DevBoxes on Podman workers
 Turns a DevBox that was tuned by hand into a golden image, and launches new
 DevBoxes from it: a keyboard-only terminal UI and a command line that work
 over SSH. The executable contains Node.js; workers need Podman and sshd only.
EOF
(cd "$root" && find usr -type f -exec md5sum {} +) >"$root/DEBIAN/md5sums"
find "$root" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
dpkg-deb --root-owner-group -Zxz -z1 --build "$root" "dist/ingot_${version}_$debian.deb" >/dev/null
rm -rf "$root"
echo "dist/ingot_${version}_$debian.deb"
