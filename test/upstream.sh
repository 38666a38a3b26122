#!/bin/sh
# `npm run test:upstream`: tests with the real scripts of dockur/windows, in every generation whose sources are here, and
# prints a table with the result for each kind of DevBox. INGOT_UPSTREAM_ROWS and INGOT_UPSTREAM_GENERATIONS select parts of it.
set -eu
cd "$(dirname "$0")/.."
sh test/setup.sh npm lab tools upstream
PATH="$PWD/node_modules/.bin:$PATH"
export PATH
node build.mjs
exec vitest run --project upstream "$@"
