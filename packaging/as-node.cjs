// The beginning of the executable's main script; launcher.cjs follows as its `else` (executable.ts). ssh asks for passwords
// through a script that runs `node -e SCRIPT -- …` by a link to Node, which is this executable.
if (require('node:path').basename(process.argv0) === 'node' && process.argv[2] === '-e') {
	const [script] = process.argv.splice(1, process.argv[4] === '--' ? 4 : 3).slice(2);
	const vm = require('node:vm');
	vm.runInThisContext(`(function (require) {${script}\n})`)(require);
}
