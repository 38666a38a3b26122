// The bin, dist/ingot.js (build.mjs). Runs the chunks of the bundle with the code that an earlier start has compiled: Node's own
// compile cache holds no function that is compiled when it is first called, and those are most of a start
// (docs/decisions/bundle.md).
const fs = require('node:fs');
const path = require('node:path');
const {pathToFileURL} = require('node:url');
const vm = require('node:vm');

const oldestNode = OLDEST_NODE;
/** Name → position and length in the bundle. */
const chunks = BUNDLE_CHUNKS;
const first = './cli.js';
const bundle = path.join(__dirname, 'bundle.js');
/** Of this and other versions and of other Nodes. */
const maxKept = 9;

if (Number.parseInt(process.versions.node, 10) < oldestNode) {
	process.stderr.write(
		`ingot: Node ${process.versions.node} is too old: Ingot needs Node ${oldestNode} or newer. Install a newer Node, or run Ingot with another one: /path/to/node ${process.argv[1]}\n`,
	);
	process.exit(1);
}

let room = Buffer.alloc(0);

/** Reads parts of a file; each is valid until the next one is read, since new memory would take longer than reading. */
const openFile = file => {
	const opened = fs.openSync(file);
	const readPart = (position, length) => {
		if (length > room.length) room = Buffer.allocUnsafeSlow(2 * length);
		const part = room.subarray(0, length);
		if (fs.readSync(opened, part, 0, length, position) < length) throw new Error(`${file} is too short.`);
		return part;
	};
	return Object.assign(readPart, {size: () => fs.fstatSync(opened).size});
};
const readBundle = openFile(bundle);

const {XDG_CACHE_HOME: cache, HOME: home, NODE_OPTIONS: options = ''} = process.env;
const folder = path.join(
	path.isAbsolute(cache || '') ? cache : path.join(home || '/', '.cache'),
	'ingot/code',
);
/** The screen, the commands and TAB, which must be the fastest, run different parts. */
const [, , word = ''] = process.argv;
const rest = process.argv.slice(word === '--config' ? 4 : word.startsWith('--config=') ? 3 : 2);
const kind = rest.length === 0 ? 'screen' : rest[0] === 'complete' ? 'complete' : 'commands';

const sumBytes = 4;
const sumEvery = 64;

/** Of every 256th byte: a page that a disk has lost shows, and a checksum of all would need a module that takes longer. */
const sumOf = code => {
	let sum = code.length;
	for (let at = 0; at + sumBytes <= code.length; at += sumEvery * sumBytes)
		sum = (Math.imul(sum, 31) + code.readInt32LE(at)) | 0;
	return sum;
};

/** V8 compiles anew when its flags differ. */
const flags = [options, ...process.execArgv].join(' ').trim();
const kept = path.join(
	folder,
	`${kind}-BUNDLE_HASH-${process.version}-${process.arch}${flags && `-${sumOf(Buffer.from(`${flags}    `))}`}`,
);

/** The file of compiled code: the code of each chunk, then name → [position, length, checksum] as JSON, and the length of that. */
const openKept = () => {
	try {
		const read = openFile(kept);
		const end = read.size() - sumBytes;
		const length = read(end, sumBytes).readInt32LE();
		const index = JSON.parse(read(end - length, length).latin1Slice());
		return {index, read};
	} catch {
		return {index: {}, read: undefined};
	}
};
const {index, read} = openKept();

/** The code of a chunk that was kept; undefined where there is none or it is damaged: V8 does not check that, and would crash. */
const readCode = name => {
	try {
		const [position, length, sum] = index[name];
		const code = read(position, length);
		return sumOf(code) === sum ? code : undefined;
	} catch {
		return undefined;
	}
};

/** Name → the script of a chunk that has run, and whether its code was kept. */
const scripts = new Map();
const modules = new Map();
const bundleUrl = pathToFileURL(bundle).href;
let waits = [];
const waitFor = promise => waits.push(promise);

const runChunk = name => {
	const source = readBundle(...chunks[name]).latin1Slice();
	const cachedData = readCode(name);
	const script = new vm.Script(source, {
		filename: `${bundle}/${name.slice(2)}`,
		cachedData,
		importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
	});
	scripts.set(name, {script, wasKept: script.cachedDataRejected === false});
	const module = {exports: {}};
	modules.set(name, module);
	script.runInThisContext()(
		requireChunk,
		module,
		module.exports,
		load,
		waitFor,
		keepCode,
		bundleUrl,
		bundle,
		__dirname,
	);
	return module;
};

/** `import` from a chunk. */
const requireChunk = name =>
	chunks[name] === undefined ? require(name) : (modules.get(name) ?? runChunk(name)).exports;

/** `import()` from a chunk. */
const load = async name => {
	const found = requireChunk(name);
	while (waits.length > 0) {
		const all = waits;
		waits = [];
		await Promise.all(all);
	}
	return found;
};

const codeOf = name => {
	const {script, wasKept} = scripts.get(name) ?? {};
	if (script !== undefined && !wasKept) return script.createCachedData();
	const code = readCode(name);
	return code && Buffer.from(code);
};

const toFile = codes => {
	const written = {};
	let position = 0;
	for (const [name, code] of codes) {
		written[name] = [position, code.length, sumOf(code)];
		position += code.length;
	}
	const json = Buffer.from(JSON.stringify(written));
	const length = Buffer.alloc(sumBytes);
	length.writeInt32LE(json.length);
	return Buffer.concat([...codes.map(([, code]) => code), json, length]);
};

/**
 * Keeps what has been compiled so far for the next start, with what earlier ones have kept, unless all was there. Never throws: the
 * next start does without.
 */
const keepCode = () => {
	const ran = [...scripts.values()];
	if (ran.every(({wasKept}) => wasKept)) return;
	const written = `${kept}.${process.pid}`;
	try {
		const codes = [...new Set([...Object.keys(index), ...scripts.keys()])]
			.map(name => [name, codeOf(name)])
			.filter(([, code]) => code !== undefined);
		fs.mkdirSync(folder, {recursive: true, mode: 0o700});
		fs.writeFileSync(written, toFile(codes), {mode: 0o600, flush: true});
		fs.renameSync(written, kept);
		const age = name => fs.statSync(path.join(folder, name)).mtimeMs;
		const files = fs.readdirSync(folder, {withFileTypes: true}).filter(each => each.isFile());
		const old = files.map(each => each.name).sort((a, b) => age(b) - age(a));
		for (const each of old.slice(maxKept)) fs.rmSync(path.join(folder, each), {force: true});
	} catch {
		fs.rm(written, {force: true}, () => {});
	}
};

requireChunk(first);
