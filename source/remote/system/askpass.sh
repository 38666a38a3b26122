#!/bin/sh
# What ssh starts to ask a person: hands the question to Ingot, over a socket that is its user's alone, and the answer back.
unset NODE_OPTIONS
exec "${0%/*}/node" -e '
const [socket, prompt, hint] = process.argv.slice(1);
let answer = "";
const talk = require("node:net").connect(socket);
talk.on("connect", () => talk.write(JSON.stringify({prompt, hint}) + "\n"));
talk.setEncoding("utf8").on("data", text => { answer += text; });
talk.on("error", () => process.exit(1));
talk.on("close", () => { if (answer.endsWith("\n")) process.stdout.write(answer); else process.exitCode = 1; });
' -- "${0%/*}/asks" "${1-}" "${SSH_ASKPASS_PROMPT-}"
