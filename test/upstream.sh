#!/bin/sh
# `npm run test:upstream`: the scripts of dockur/windows themselves, in every generation whose sources are here, and a table
# of what became of each kind of DevBox. INGOT_UPSTREAM_ROWS and INGOT_UPSTREAM_GENERATIONS name parts of it.
set -eu
cd "$(dirname "$0")/.."
sh test/setup.sh npm lab tools upstream
PATH="$PWD/node_modules/.bin:$PATH"
export PATH
node build.mjs
exec vitest run --project upstream "$@"
