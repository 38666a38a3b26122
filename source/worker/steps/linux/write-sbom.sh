#!/bin/sh
# write-sbom.sh NAME VERSION JOB TIME <RECORDS: writes the records of list-packages.sh as a CycloneDX 1.6 document in JSON: ASCII, a
# component a line, the same bytes for the same arguments and records. See docs/decisions/provenance.md.
set -u
umask 077
LC_ALL=C
export LC_ALL

# The environment keeps backslashes, which awk's own assignments interpret.
SBOM_NAME=$1 SBOM_VERSION=$2 SBOM_JOB=$3 SBOM_TIME=$4
SBOM_SERIAL=$(printf '%s\n' "$@" | sha256sum | sed 's/^\(.\{8\}\)\(.\{4\}\).\(.\{3\}\).\(.\{3\}\)\(.\{12\}\).*/\1-\2-8\3-8\4-\5/')
export SBOM_NAME SBOM_VERSION SBOM_JOB SBOM_TIME SBOM_SERIAL

# shellcheck disable=SC2016 # awk's own
exec awk -F '\t' '
BEGIN { for (i = 1; i < 256; i++) code[sprintf("%c", i)] = i }

# A JSON string. What is not printable ASCII is replaced: a name may be bytes that are no UTF-8.
function text(value,   i, c, out) {
	if (value !~ /[^ -~]/ && !index(value, "\"") && !index(value, "\\")) return "\"" value "\""
	out = ""
	for (i = 1; i <= length(value); i++) {
		c = substr(value, i, 1)
		if (c == "\"" || c == "\\") out = out "\\" c
		else out = out (c ~ /[ -~]/ ? c : "\\ufffd")
	}
	return "\"" out "\""
}

# A part of a package URL, percent-encoded; it keeps every byte.
function part(value,   i, c, out) {
	if (value !~ /[^A-Za-z0-9._~:-]/) return value
	out = ""
	for (i = 1; i <= length(value); i++) {
		c = substr(value, i, 1)
		out = out (c ~ /[A-Za-z0-9._~:-]/ ? c : sprintf("%%%02X", code[c]))
	}
	return out
}

function distribution(other) { return part(tolower(id == "" ? other : id)) }

# The package URL of a record: https://github.com/package-url/purl-spec
function url(type, name, version, arch,   way, at, query) {
	query = ""
	if (type == "deb" || type == "apk" || type == "rpm") {
		way = distribution(type == "deb" ? "debian" : type == "apk" ? "alpine" : "unknown") "/" part(name)
		if (arch != "") query = "arch=" part(arch)
		if (id != "" && release != "") query = query (query == "" ? "" : "&") "distro=" part(tolower(id) "-" release)
		if (type == "rpm" && (at = index(version, ":")) > 0) {
			query = query (query == "" ? "" : "&") "epoch=" part(substr(version, 1, at - 1))
			version = substr(version, at + 1)
		}
	} else if (type == "npm" && name ~ /^@[^\/]+\/./) {
		at = index(name, "/")
		way = part(substr(name, 1, at - 1)) "/" part(substr(name, at + 1))
	} else if (type == "pypi") {
		way = tolower(name)
		gsub(/_/, "-", way)
		way = part(way)
	} else {
		way = part(name)
		if (arch != "") query = "platform=" part(arch)
	}
	return "pkg:" type "/" way "@" part(version) (query == "" ? "" : "?" query)
}

$1 == "system" { id = $2; release = $3; title = $4; next }
$1 == "incomplete" { missing[++gaps] = $2; next }
NF == 4 {
	name = $2
	package = url($1, name, $3, $4)
	# The same package can be in several folders, with its name written in several ways.
	if (package in seen) next
	seen[package] = 1
	group = ""
	if ($1 == "npm" && name ~ /^@[^\/]+\/./) {
		group = substr(name, 1, index(name, "/") - 1)
		name = substr(name, index(name, "/") + 1)
	}
	line[++count] = "{\"type\":\"library\",\"bom-ref\":" text(package) (group == "" ? "" : ",\"group\":" text(group)) \
		",\"name\":" text(name) ",\"version\":" text($3) ",\"purl\":" text(package) "}"
}
END {
	print "{\"$schema\":\"http://cyclonedx.org/schema/bom-1.6.schema.json\",\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\","
	print "\"serialNumber\":\"urn:uuid:" ENVIRON["SBOM_SERIAL"] "\",\"version\":1,"
	print "\"metadata\":{\"timestamp\":" text(ENVIRON["SBOM_TIME"]) ",\"tools\":{\"components\":[{\"type\":\"application\",\"name\":\"ingot\"}]},"
	print "\"component\":{\"type\":\"container\",\"bom-ref\":\"image\",\"name\":" text(ENVIRON["SBOM_NAME"]) \
		",\"version\":" text(ENVIRON["SBOM_VERSION"]) "},"
	printf "\"properties\":[{\"name\":\"io.clustercode.job\",\"value\":%s}", text(ENVIRON["SBOM_JOB"])
	for (i = 1; i <= gaps; i++) printf ",{\"name\":\"io.clustercode.incomplete\",\"value\":%s}", text(missing[i])
	print "]},"
	print "\"components\":["
	if (id != "") print "{\"type\":\"operating-system\",\"bom-ref\":\"system\",\"name\":" text(id) \
		(release == "" ? "" : ",\"version\":" text(release)) (title == "" ? "" : ",\"description\":" text(title)) "}" (count > 0 ? "," : "")
	for (i = 1; i <= count; i++) print line[i] (i < count ? "," : "")
	# Programs that no package manager installed are never listed.
	print "],\"compositions\":[{\"aggregate\":\"" (gaps > 0 ? "incomplete" : "unknown") "\",\"assemblies\":[\"image\"]}]}"
}'
