#!/bin/sh
# `npm run pictures`: makes the pictures and the film of the documentation from a real terminal on real workers.
set -eu
cd "$(dirname "$0")/../.."
sh test/setup.sh
PATH="$PWD/node_modules/.bin:$PATH"
export PATH
node build.mjs
exec node test/pictures/make.ts
