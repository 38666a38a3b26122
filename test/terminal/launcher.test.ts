import {spawnSync} from 'node:child_process';
import {mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';

let folder = '';
const kept = () => path.join(folder, 'ingot/code');

beforeEach(() => {
	folder = mkdtempSync(path.join(tmpdir(), 'ingot-launcher-'));
	install('22', {'./cli.js': 'console.log("ran", bundleUrl); keepCode()'});
});
afterEach(() => rmSync(folder, {recursive: true, force: true}));

const parameters = 'require,module,exports,load,waitFor,keepCode,bundleUrl';

const install = (oldestNode: string, chunks: Readonly<Record<string, string>>, hash = 'aaaa') => {
	const places: Record<string, readonly [number, number]> = {};
	let bundle = '';
	for (const [name, code] of Object.entries(chunks)) {
		const chunk = `(function(${parameters}){'use strict';${code}\n})\n`;
		places[name] = [bundle.length, chunk.length];
		bundle += chunk;
	}
	const launcher = readFileSync(path.resolve(import.meta.dirname, '../../launcher.cjs'), 'utf8')
		.replace('OLDEST_NODE', oldestNode)
		.replace('BUNDLE_HASH', hash)
		.replace('BUNDLE_CHUNKS', JSON.stringify(places));
	writeFileSync(path.join(folder, 'ingot.cjs'), launcher);
	writeFileSync(path.join(folder, 'bundle.js'), bundle);
};

const start = (...argv: readonly string[]) =>
	spawnSync(process.execPath, [path.join(folder, 'ingot.cjs'), ...argv], {
		encoding: 'utf8',
		env: {...process.env, XDG_CACHE_HOME: folder},
	});

const file = () => path.join(kept(), readdirSync(kept())[0] ?? '');

test('the first start keeps the compiled code for its user only, and the next one uses it as it is', () => {
	expect(start()).toMatchObject({status: 0, stdout: `ran file://${folder}/bundle.js\n`, stderr: ''});
	const first = statSync(file());
	expect(first.mode & 0o777).toBe(0o600);
	expect(statSync(kept()).mode & 0o777).toBe(0o700);
	expect(start()).toMatchObject({status: 0, stderr: ''});
	expect(statSync(file()).ino).toBe(first.ino);
});

test.each<[string, (name: string) => void]>([
	['cut short', name => truncateSync(name, statSync(name).size / 2)],
	['empty', name => truncateSync(name, 0)],
	['full of zeros', name => writeFileSync(name, Buffer.alloc(statSync(name).size))],
	['of one byte', name => truncateSync(name, 1)],
])('a file of code that is %s is made anew', (_, damage) => {
	start();
	const whole = statSync(file()).size;
	damage(file());
	expect(start()).toMatchObject({status: 0, stdout: expect.stringContaining('ran'), stderr: ''});
	expect(statSync(file()).size).toBe(whole);
});

test('the screen, also with another config, the commands and TAB each keep their own', () => {
	const tab = ['complete', '--', 'images', ''];
	for (const argv of [[], ['--config', 'x'], ['images'], ['--config', 'x', 'jobs'], tab]) start(...argv);
	expect(
		readdirSync(kept())
			.map(each => each.split('-')[0])
			.sort(),
	).toEqual(['commands', 'complete', 'screen']);
});

/** Runs `./more.js` only when it is told to. */
const inChunks = {
	'./cli.js':
		'const {word} = require("./words.js"); console.log(word()); (process.argv[3] ? load("./more.js") : Promise.resolve({late: () => ""})).then(more => { console.log(more.late()); keepCode(); })',
	'./words.js': 'exports.word = () => "a word"',
	'./more.js':
		'let late; exports.late = () => late; waitFor(Promise.resolve().then(() => { late = "more"; }))',
};

test('a chunk is read when it is imported, and handed over once what it waits for is there', () => {
	install('22', {...inChunks, './unused.js': 'this is no JavaScript'});
	expect(start('images')).toMatchObject({status: 0, stdout: 'a word\n\n', stderr: ''});
	expect(start('images', 'more')).toMatchObject({status: 0, stdout: 'a word\nmore\n', stderr: ''});
});

const keptChunks = () => {
	const bytes = readFileSync(file());
	const end = bytes.length - 4;
	return Object.keys(JSON.parse(bytes.subarray(end - bytes.readInt32LE(end), end).toString()));
};

test('what a start compiles joins what earlier ones have kept, and damaged code is made anew', () => {
	install('22', inChunks);
	start('images');
	expect(keptChunks()).toEqual(['./cli.js', './words.js']);
	start('images', 'more');
	start('images');
	expect(keptChunks()).toEqual(Object.keys(inChunks));
	const damaged = readFileSync(file());
	damaged.fill(0, 0, 600);
	writeFileSync(file(), damaged);
	expect(start('images', 'more')).toMatchObject({status: 0, stdout: 'a word\nmore\n', stderr: ''});
	expect(
		readFileSync(file())
			.subarray(0, 600)
			.some(byte => byte !== 0),
	).toBe(true);
});

test('a start with other flags of V8 keeps its own code', () => {
	start('images');
	const once = () =>
		spawnSync(process.execPath, ['--max-lazy', path.join(folder, 'ingot.cjs'), 'images'], {
			encoding: 'utf8',
			env: {...process.env, XDG_CACHE_HOME: folder},
		}).status;
	expect(once()).toBe(0);
	expect(readdirSync(kept())).toHaveLength(2);
	const names = () => readdirSync(kept()).map(name => statSync(path.join(kept(), name)).ino);
	const before = names();
	start('images');
	expect(once()).toBe(0);
	expect(names()).toEqual(before);
});

test('another version does not use the code of this one, and old ones do not pile up', () => {
	for (let version = 0; version < 12; version += 1) {
		install('22', {'./cli.js': `console.log(${version}); keepCode()`}, `v${version}`);
		expect(start().stdout).toBe(`${version}\n`);
	}
	expect(readdirSync(kept())).toHaveLength(9);
});

test('a cache that cannot be written stops nothing', () => {
	writeFileSync(path.join(folder, 'ingot'), 'a file');
	expect(start()).toMatchObject({status: 0, stdout: expect.stringContaining('ran'), stderr: ''});
});

test('with an old Node, Ingot says which one is needed', () => {
	install('99', {'./cli.js': ''});
	const {status, stderr} = start();
	expect(status).toBe(1);
	expect(stderr).toMatch(/^ingot: Node [\d.]+ is too old: Ingot needs Node 99 or newer\./u);
});
