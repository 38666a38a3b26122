#!/bin/sh
# `npm run test:faults`: every fault in every step of every kind of job; prints the matrix of results, and with INGOT_MATRIX
# also writes it to that file. Arguments go to vitest, such as -t launch.
set -u
cd "$(dirname "$0")/.." || exit 1
PATH="$PWD/node_modules/.bin:$PATH"
INGOT_FAULTS=all
INGOT_MATRIX_LOG=$(mktemp) || exit 1
export PATH INGOT_FAULTS INGOT_MATRIX_LOG
# Some of these tests start the bundle.
node build.mjs || exit 1
vitest run --project live --project long test/live/faults.test test/live/windows-kills test/live/windows-faults test/live/windows-full \
	test/live/windows-live-faults test/live/windows-state test/live/reconnect-silent "$@"
code=$?
node test/print-matrix.ts "$INGOT_MATRIX_LOG" | tee "${INGOT_MATRIX:-/dev/null}"
rm -f "$INGOT_MATRIX_LOG"
exit "$code"
