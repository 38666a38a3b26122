#!/bin/sh
# `npm run test:releases`: tests workers with each release of Podman and prints the table of results. Arguments go to vitest,
# such as -t doctor.
set -u
cd "$(dirname "$0")/.." || exit 1
PATH="$PWD/node_modules/.bin:$PATH"
INGOT_RELEASES_LOG=$(mktemp) || exit 1
export PATH INGOT_RELEASES_LOG
sh test/setup.sh npm lab releases windows && node build.mjs || exit 1
vitest run --project long test/live/releases-all.test.ts "$@"
code=$?
node test/print-releases.ts "$INGOT_RELEASES_LOG"
rm -f "$INGOT_RELEASES_LOG"
exit "$code"
