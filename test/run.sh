#!/bin/sh
# `npm test`: sets this machine up and runs every test, the live ones included. Asks nothing.
set -eu
cd "$(dirname "$0")/.."
sh test/setup.sh npm lab tools windows
PATH="$PWD/node_modules/.bin:$PATH"
export PATH
node build.mjs
exec vitest run "$@"
