#!/bin/sh
# `npm test`: sets this machine up and runs the tests, including live ones but not the long tables. Asks no questions.
set -eu
cd "$(dirname "$0")/.."
sh test/setup.sh npm lab tools windows upstream releases
PATH="$PWD/node_modules/.bin:$PATH"
export PATH
node build.mjs
exec vitest run --project fast --project connections --project live "$@"
