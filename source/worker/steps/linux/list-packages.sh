#!/bin/sh
# list-packages.sh ROOT: prints which packages are installed below ROOT, a root file system at rest that may be hostile: no link
# leads out of it, nothing of it runs, and only plain files of a limited size are read. First lines of facts:
#   system ID VERSION NAME   from os-release
#   incomplete REASON        what could not be read
# then sorted records «TYPE NAME VERSION ARCHITECTURE», separated by tabs; the types are those of package URLs. Runs as a user who
# can read all files (`podman unshare` for a rootless Podman), so it reads no other script.
set -u
umask 077
LC_ALL=C
export LC_ALL
max_records=20000
max_seconds=${MAX_SECONDS:-20}

cd -P -- "$1" || exit 1
root=$(pwd -P)
top=${root%/}

# FOLDER: prints its real path, if that is below the root.
inside() {
	real=$(cd -P -- "$top$1" 2>/dev/null && pwd -P) || return 1
	case $real in "$top"/*) printf '%s\n' "$real" ;; *) return 1 ;; esac
}

# FILE: whether it is a plain file of less than 64 MiB.
is_plain() { [ -f "$1" ] && [ ! -h "$1" ] && [ -n "$(find "$1" -size -65536k)" ]; }

# Every program prints through this function. A control character ends no record.
# shellcheck disable=SC2016 # awk's own
record='
function record(type, name, version, arch) {
	gsub(/[\001-\037\177]/, "?", name); gsub(/[\001-\037\177]/, "?", version); gsub(/[\001-\037\177]/, "?", arch)
	if (name == "" || version == "" || length(name version arch) > 600) return
	print type "\t" name "\t" version "\t" arch
}
function rest(line) { line = substr(line, index(line, ":") + 1); gsub(/^[ \t]+|[ \t\r]+$/, "", line); return line }'

# shellcheck disable=SC2016 # awk's own
system='
{ key = $0; sub(/=.*/, "", key); value = substr($0, length(key) + 2); gsub(/^["\047]|["\047]$/, "", value)
  gsub(/[\001-\037\177]/, "?", value); of[key] = substr(value, 1, 200) }
END { if (of["ID"] != "") print "system\t" of["ID"] "\t" of["VERSION_ID"] "\t" of["PRETTY_NAME"] }'

# A package whose files were removed still has a paragraph. Distroless images have no Status.
# shellcheck disable=SC2016 # awk's own
debian='BEGIN { RS = ""; FS = "\n" }
{ name = version = arch = status = ""
  for (i = 1; i <= NF; i++) {
	if ($i ~ /^Package:/) name = rest($i); else if ($i ~ /^Version:/) version = rest($i)
	else if ($i ~ /^Architecture:/) arch = rest($i); else if ($i ~ /^Status:/) status = rest($i)
  }
  if (status !~ / (not-installed|config-files)$/) record("deb", name, version, arch) }'

# shellcheck disable=SC2016 # awk's own
alpine='BEGIN { RS = ""; FS = "\n" }
{ name = version = arch = ""
  for (i = 1; i <= NF; i++) {
	if ($i ~ /^P:/) name = rest($i); else if ($i ~ /^V:/) version = rest($i); else if ($i ~ /^A:/) arch = rest($i)
  }
  record("apk", name, version, arch) }'

# One program for all languages, because busybox runs only an -exec outside of brackets. The name of a file says what it is:
#   METADATA, PKG-INFO  Python; the header ends with an empty line
#   package.json        Node; name and version are strings of its outermost object. No JSON string contains a line break, so a
#                       line at a time is read, and of a line no more than a person would write
#   *.gemspec           Ruby; «# stub: NAME VERSION PLATFORM FOLDER» stands in one of the first lines
#   .crates.toml        Rust, `cargo install`; «"NAME VERSION (SOURCE)" = [PROGRAMS]»
# shellcheck disable=SC2016 # awk's own
languages='
function scan(line) {
	while (!over && match(line, /["}{]|[[]|\]/)) {
		if (++tokens > 20000) { over = 1; return }
		c = substr(line, RSTART, 1)
		line = substr(line, RSTART + 1)
		if (c == "{" || c == "[") depth++
		else if (c != "\"") depth--
		else if (match(line, /^[^"\\]*(\\.[^"\\]*)*"/)) {
			word = substr(line, 1, RLENGTH - 1)
			line = substr(line, RLENGTH + 1)
			if (depth == 1) take(word, line)
		} else return
	}
}
function take(word, after) {
	if (after ~ /^[ \t\r]*:/) { key = word; return }
	if (key == "name") name = word; else if (key == "version") version = word
	key = ""
	if (name != "" && version != "") { record("npm", plain(name), plain(version), ""); over = 1 }
}
function plain(word) {
	gsub(/\\\//, "/", word); gsub(/\\u0040/, "@", word)
	gsub(/\\(u[0-9A-Fa-f][0-9A-Fa-f][0-9A-Fa-f][0-9A-Fa-f]|.)/, "?", word)
	return word
}
FNR == 1 {
	depth = tokens = over = 0; name = version = key = kind = ""
	if (FILENAME ~ /\/node_modules\/(@[^\/]+\/)?[^@\/][^\/]*\/package\.json$/) kind = "node"
	else if (FILENAME ~ /\.gemspec$/) kind = "ruby"
	else if (FILENAME ~ /\/\.crates\.toml$/) kind = "rust"
	else if (FILENAME !~ /\.json$/) kind = "python"
}
over || kind == "" { next }
kind == "node" { scan(substr($0, 1, 65536)); next }
kind == "ruby" { if (/^# stub: /) record("gem", $3, $4, $5 == "ruby" ? "" : $5); over = FNR > 2; next }
kind == "rust" { if (/^"[^" ]+ [^" ]+ \(registry\+[^"]*\)" = /) record("cargo", substr($1, 2), $2, ""); next }
/^\r?$/ { over = 1; next }
/^Name:/ { name = rest($0) }
/^Version:/ { version = rest($0) }
name != "" && version != "" { record("pypi", name, version, ""); over = 1 }'

print_system() {
	for each in /usr/lib /etc; do
		folder=$(inside "$each") || continue
		is_plain "$folder/os-release" || continue
		awk "$system" "$folder/os-release"
		return
	done
}

print_distribution() {
	if folder=$(inside /var/lib/dpkg); then
		! is_plain "$folder/status" || awk "$record$debian" "$folder/status"
	fi
	if folder=$(inside /var/lib/dpkg/status.d); then
		for each in "$folder"/*; do
			case $each in *.md5sums) ;; *) ! is_plain "$each" || awk "$record$debian" "$each" ;; esac
		done
	fi
	for each in /lib/apk/db /usr/lib/apk/db; do
		folder=$(inside "$each") || continue
		! is_plain "$folder/installed" || awk "$record$alpine" "$folder/installed"
	done
}

# What holds many files and no packages is left out.
print_languages() {
	timeout "$max_seconds" find "$root" -xdev \( \
		-path "$top/proc" -o -path "$top/sys" -o -path "$top/dev" -o -path "$top/run" -o -path "$top/tmp" -o \
		-path "$top/var/lib/dpkg" -o -path "$top/var/lib/containers" -o -path "$top/var/lib/docker" -o \
		-path "$top/usr/share/doc" -o -path "$top/usr/share/man" -o -path "$top/usr/share/locale" -o \
		-path "$top/usr/share/zoneinfo" -o -path '*/.git/objects' \) -prune -o -type f -size -1024k \( \
		-path '*/node_modules/*/package.json' -o -path '*.dist-info/METADATA' -o -path '*.egg-info/PKG-INFO' -o \
		-name '*.egg-info' -o -path '*/specifications/*.gemspec' -o -name .crates.toml \) -exec awk "$record$languages" {} +
	[ $? -lt 124 ] || printf 'incomplete\tthe files could not be searched in %s s\n' "$max_seconds"
}

has_rpm() {
	for each in /var/lib/rpm /usr/lib/sysimage/rpm; do
		folder=$(inside "$each") || continue
		for file in rpmdb.sqlite Packages.db Packages; do [ ! -s "$folder/$file" ] || return 0; done
	done
	return 1
}

print_all() {
	print_system
	! has_rpm || printf 'incomplete\tpackages of rpm are not listed\n'
	print_distribution
	print_languages
}

print_all | sort -u | awk -F '\t' -v max="$max_records" '
$1 == "system" || $1 == "incomplete" { print; next }
++count <= max { kept[count] = $0 }
END {
	if (count > max) print "incomplete\tonly the first " max " of " count " packages are listed"
	for (i = 1; i <= count && i <= max; i++) print kept[i]
}'
