#!/bin/sh
# `npm run test:faults`: every fault in every step of every kind of job, and the matrix of what survived. With INGOT_MATRIX
# it is written into that file, too. Arguments are further ones for vitest, such as -t launch.
set -u
cd "$(dirname "$0")/.." || exit 1
PATH="$PWD/node_modules/.bin:$PATH"
INGOT_FAULTS=all
INGOT_MATRIX_LOG=$(mktemp) || exit 1
export PATH INGOT_FAULTS INGOT_MATRIX_LOG
# Those that drive the whole app start its bundle.
node build.mjs || exit 1
vitest run --project live --project long test/live/faults.test test/live/windows-kills test/live/windows-faults test/live/windows-full \
	test/live/windows-live-faults test/live/windows-state test/live/reconnect-silent "$@"
code=$?
node test/print-matrix.ts "$INGOT_MATRIX_LOG" | tee "${INGOT_MATRIX:-/dev/null}"
rm -f "$INGOT_MATRIX_LOG"
exit "$code"
