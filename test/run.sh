#!/bin/sh
# `npm test`: sets this machine up and runs the fast tests and those live ones that show what Ingot is for. Asks no questions.
set -eu
cd "$(dirname "$0")/.."
sh test/setup.sh npm lab tools windows
PATH="$PWD/node_modules/.bin:$PATH"
export PATH
node build.mjs
exec vitest run --project fast --project core "$@"
