#!/bin/sh
# `npm run bench`: sets this machine up and prints ratios against yardsticks from the same run.
# Usage: run.sh [NAME …]; main.ts has the names
set -eu
cd "$(dirname "$0")/.."
sh test/setup.sh
sh test/lab/packages.sh fzf xfsprogs
PATH="$PWD/node_modules/.bin:$PATH"
export PATH
node build.mjs
exec node --import ./benchmark/shell-text.ts benchmark/main.ts "$@"
