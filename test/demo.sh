#!/bin/sh
# `npm run demo`: sets this machine up, brings up a lab of two workers and opens Ingot with it. Without a terminal on stdin
# it makes one snapshot, prints the steps and the image's labels, and exits with the outcome. Asks no questions.
set -eu
cd "$(dirname "$0")/.."
sh test/setup.sh
PATH="$PWD/node_modules/.bin:$PATH"
export PATH
node build.mjs

lab="demo$$"
folder="/var/tmp/ingot-lab/$lab"
private=$(mktemp -d)
# The lab runs while this pipe is open, so it goes down with this script however that ends.
mkfifo "$private/hold" "$private/ready"
sh test/lab/lab.sh hold --name "$lab" --workers 2 <"$private/hold" >"$private/ready" &
holder=$!
exec 9>"$private/hold"
finish() {
	exec 9>&-
	wait "$holder" || true
	rm -rf "$private"
}
trap finish EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM
echo "Bringing up two workers with DevBoxes …" >&2
grep -m 1 '^ready' "$private/ready" >/dev/null || {
	echo "The lab did not come up." >&2
	exit 1
}
exec 8<"$private/ready"

# The demo has its own config, cache and jobs.
export XDG_CONFIG_HOME="$private/config" XDG_CACHE_HOME="$private/cache" XDG_STATE_HOME="$private/state"
mkdir -p "$private/config/ingot"
cp "$folder/config.yaml" "$private/config/ingot/config.yaml"

if [ -t 0 ] && [ -t 1 ]; then
	node dist/ingot.js
else
	node dist/ingot.js devboxes
	echo
	node dist/ingot.js create --worker "$lab-1" --from api --name demo-golden --tag v1 --capability tax-prep-2025
	echo
	echo "Labels of localhost/demo-golden:v1 on $lab-1:"
	sh test/lab/lab.sh exec --name "$lab" --worker "$lab-1" -- \
		podman image inspect --format '{{range $k, $v := .Labels}}  {{$k}}={{$v}}{{println}}{{end}}' localhost/demo-golden:v1
fi
