#!/bin/sh
# `npm run bench`: sets this machine up and prints ratios against yardsticks from the same run.
# Usage: run.sh [first-paint|executable|frame|lists|devboxes|picker|ink-patch|launch|snapshot|windows|known-hosts|context|secrets|fleet …]
set -eu
cd "$(dirname "$0")/.."
sh test/setup.sh
sh test/lab/packages.sh fzf xfsprogs
PATH="$PWD/node_modules/.bin:$PATH"
export PATH
node build.mjs
exec node --import ./benchmark/shell-text.ts benchmark/main.ts "$@"
