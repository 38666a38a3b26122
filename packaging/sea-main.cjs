// The main script of the executable. It runs the bundle that lies in the executable, with V8's compiled code from an earlier
// run. Reasons: docs/decisions/package.md.
const {mkdirSync, readFileSync, renameSync, rmSync, writeFileSync} = require('node:fs');
const {homedir} = require('node:os');
const path = require('node:path');
const {getRawAsset} = require('node:sea');
const vm = require('node:vm');
const {crc32} = require('node:zlib');

const options = {importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER};
const words = process.argv.slice(2);
const isScreen = words.length === 0 || (words.length === 2 && words[0] === '--config');

/** ssh asks for passwords through a script that runs `node -e SCRIPT -- …` beside it: a link to this executable. */
const evaluate = () => {
	const script = words[1];
	process.argv.splice(1, words[2] === '--' ? 4 : 3);
	new vm.Script(`(function (require) {${script}\n})`, options).runInThisContext()(require);
};

/** The screen and the commands run different functions, and V8 keeps those that have run. */
const codeFile = () => {
	// biome-ignore lint/style/noProcessEnv: as cli.tsx, which is not loaded yet
	const {XDG_CACHE_HOME: cache} = process.env;
	const top = cache?.startsWith('/') ? cache : path.join(homedir(), '.cache');
	return path.join(top, 'ingot/code', `${process.arch}-${isScreen ? 'screen' : 'commands'}.bin`);
};

/** 32 bytes that name the bundle, and 4 that tell whether the file is complete; V8 itself checks neither. */
const headerOf = (mark, code) => {
	const sum = Buffer.alloc(4);
	sum.writeUInt32LE(crc32(code));
	return Buffer.concat([mark, sum]);
};

const readCode = (file, mark) => {
	try {
		const stored = readFileSync(file);
		const code = stored.subarray(mark.length + 4);
		return stored.subarray(0, mark.length + 4).equals(headerOf(mark, code)) ? code : undefined;
	} catch {
		return undefined;
	}
};

/** Never throws: a full or read-only disk makes the next start slower, and nothing else. */
const writeCode = (file, mark, code) => {
	const part = `${file}.${process.pid}`;
	try {
		mkdirSync(path.dirname(file), {recursive: true, mode: 0o700});
		writeFileSync(part, Buffer.concat([headerOf(mark, code), code]), {mode: 0o600});
		renameSync(part, file);
	} catch {
		rmSync(part, {force: true});
	}
};

const runBundle = () => {
	const mark = Buffer.from(getRawAsset('mark'));
	const file = codeFile();
	const cachedData = readCode(file, mark);
	// esbuild writes ASCII, of which V8 stores each character in one byte.
	const source = Buffer.from(getRawAsset('ingot.cjs')).latin1Slice();
	const script = new vm.Script(source, {...options, filename: 'ingot.cjs', ...(cachedData && {cachedData})});
	if (cachedData === undefined || script.cachedDataRejected)
		process.on('exit', () => writeCode(file, mark, script.createCachedData()));
	script.runInThisContext()(require);
};

if (path.basename(process.argv0) === 'node' && words[0] === '-e') evaluate();
else runBundle();
