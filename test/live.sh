#!/bin/sh
# `npm run test:live [-- ARGUMENT …]`: sets this machine up and runs the live tests that are not in `npm test`, but not the long tables.
# Arguments go to vitest, such as a file.
set -eu
cd "$(dirname "$0")/.."
sh test/setup.sh npm lab tools windows upstream releases
PATH="$PWD/node_modules/.bin:$PATH"
export PATH
node build.mjs
exec vitest run --project connections --project live "$@"
