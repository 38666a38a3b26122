// The bin, dist/ingot.js (build.mjs). Compiles the bundle with the code that an earlier start has compiled: Node's own compile
// cache holds no function that is compiled when it is first called, and those are most of a start (docs/decisions/bundle.md).
const fs = require('node:fs');
const path = require('node:path');
const {pathToFileURL} = require('node:url');
const vm = require('node:vm');

const oldestNode = OLDEST_NODE;
const bundle = path.join(__dirname, 'bundle.js');
/** Of this and other versions and of other Nodes. */
const maxKept = 9;

if (Number.parseInt(process.versions.node, 10) < oldestNode) {
	process.stderr.write(
		`ingot: Node ${process.versions.node} is too old: Ingot needs Node ${oldestNode} or newer. Install a newer Node, or run Ingot with another one: /path/to/node ${process.argv[1]}\n`,
	);
	process.exit(1);
}

const {XDG_CACHE_HOME: cache, HOME: home} = process.env;
const folder = path.join(
	path.isAbsolute(cache || '') ? cache : path.join(home || '/', '.cache'),
	'ingot/code',
);
/** The screen, the commands and TAB, which must be the fastest, load different parts. */
const rest = process.argv.slice(process.argv[2] === '--config' ? 4 : 2);
const kind = rest.length === 0 ? 'screen' : rest[0] === 'complete' ? 'complete' : 'commands';
const kept = path.join(folder, `${kind}-BUNDLE_HASH-${process.version}-${process.arch}`);

const sumBytes = 4;
const sumEvery = 16;

/** Of every 64th byte: a page that a disk has lost shows, and a checksum of all would need a module that takes longer. */
const sumOf = code => {
	const words = new Int32Array(code.buffer, code.byteOffset, code.length >> 2);
	let sum = code.length;
	for (let at = 0; at < words.length; at += sumEvery) sum = (Math.imul(sum, 31) + words[at]) | 0;
	return sum;
};

/** The code that was kept; undefined where there is none or it is damaged: V8 does not check that, and would crash. */
const readCode = () => {
	try {
		const found = fs.readFileSync(kept);
		const code = found.subarray(0, -sumBytes);
		return found.readInt32LE(code.length) === sumOf(code) ? code : undefined;
	} catch {
		return undefined;
	}
};

const cachedData = readCode();
const script = new vm.Script(fs.readFileSync(bundle, 'latin1'), {
	filename: bundle,
	cachedData,
	importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
});

/** Keeps what has been compiled so far for the next start, unless this one had it. Never throws: the next start does without. */
const keepCode = () => {
	if (cachedData !== undefined && script.cachedDataRejected === false) return;
	const written = `${kept}.${process.pid}`;
	try {
		fs.mkdirSync(folder, {recursive: true, mode: 0o700});
		const code = script.createCachedData();
		const sum = Buffer.alloc(sumBytes);
		sum.writeInt32LE(sumOf(code));
		fs.writeFileSync(written, Buffer.concat([code, sum]), {mode: 0o600, flush: true});
		fs.renameSync(written, kept);
		const age = name => fs.statSync(path.join(folder, name)).mtimeMs;
		const files = fs.readdirSync(folder, {withFileTypes: true}).filter(each => each.isFile());
		const old = files.map(each => each.name).sort((a, b) => age(b) - age(a));
		for (const each of old.slice(maxKept)) fs.rmSync(path.join(folder, each), {force: true});
	} catch {
		fs.rm(written, {force: true}, () => {});
	}
};

script.runInThisContext()(require, bundle, __dirname, pathToFileURL(bundle).href, keepCode);
