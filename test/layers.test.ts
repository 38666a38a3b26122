import {spawnSync} from 'node:child_process';
import {globSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';

const root = path.resolve(import.meta.dirname, '..');

/** What a folder (or top file) of source/ may import of ours; docs/architecture.md draws it. */
const mayImport: Record<string, readonly string[]> = {
	model: [],
	plan: ['model'],
	'ssh-config': [],
	// Waiting with a limit: needed on both sides of the seam to a worker.
	time: [],
	remote: ['model', 'worker', 'ssh-config', 'time'],
	disk: ['model', 'ssh-config'],
	search: ['model'],
	worker: [],
	context: ['model'],
	archive: ['model', 'context'],
	// Loaded by the one job that needs it.
	secrets: ['model'],
	jobs: ['model', 'plan', 'context', 'archive', 'secrets', 'worker', 'remote/remote.ts', 'time'],
	state: ['model', 'plan', 'jobs', 'remote/remote.ts', 'time'],
	commands: [
		...['model', 'plan', 'jobs', 'search', 'disk/settings-schema.ts', 'remote/remote.ts', 'time'],
		// What cuts text to a width, and what a colour means.
		...['parts/fit.ts', 'parts/fit-middle.ts', 'palettes.ts'],
	],
	terminal: ['model/text.ts', 'model/signal-code.ts', 'model/failure.ts'],
	'palettes.ts': [],
	'theme.ts': ['palettes.ts'],
	'key-names.ts': [],
	'run-binding.ts': [],
	'keys.ts': ['theme.ts', 'key-names.ts', 'run-binding.ts'],
	parts: [
		'keys.ts',
		'key-names.ts',
		'run-binding.ts',
		'theme.ts',
		'palettes.ts',
		'model/counted.ts',
		'model/duration.ts',
		'model/failure.ts',
		'model/job-step.ts',
		'model/text.ts',
		'model/log-ring.ts',
	],
	screens: [
		'model',
		'search',
		'parts',
		'state',
		'plan',
		'time',
		'keys.ts',
		'key-names.ts',
		'theme.ts',
		'palettes.ts',
	],
	'app.tsx': ['model', 'screens', 'parts', 'state', 'keys.ts', 'theme.ts'],
	// The half of cli.tsx that is loaded only when there is a screen.
	'run-screen.ts': [
		'model',
		'state',
		'disk',
		'render-app.tsx',
		'key-names.ts',
		'theme.ts',
		'palettes.ts',
		'remote/remote.ts',
		'report-leaving.ts',
	],
	'report-leaving.ts': ['model', 'state', 'disk', 'render-app.tsx'],
	// The half that is loaded only when there is none.
	'ask-on-terminal.ts': ['model', 'terminal'],
	'connections.ts': ['ask-on-terminal.ts', 'disk', 'model', 'remote'],
	'command-output.ts': ['commands/command-deps.ts', 'terminal', 'palettes.ts'],
	'render-app.tsx': ['state', 'terminal', 'app.tsx', 'theme.ts', 'alt-keys.ts', 'parts/terminal-context.ts'],
	'alt-keys.ts': ['key-names.ts', 'parts/edit-text.ts'],
};
/** The same for the folders of source/remote, which lie on its own files. */
const mayImportInRemote: Record<string, readonly string[]> = {
	connect: ['podman', 'sessions', 'shell', 'ssh2', 'system', 'host-keys', 'config'],
	podman: ['shell'],
	sessions: [],
	shell: [],
	system: ['ssh2', 'host-keys', 'config'],
	ssh2: ['host-keys', 'config'],
	'host-keys': ['config'],
	config: [],
};
/** The same for the folders of source/screens: a table or picker of another task, where this task lists the same things. */
const mayImportInScreens: Record<string, readonly string[]> = {
	shared: [],
	workers: ['shared'],
	devboxes: ['shared'],
	images: ['shared'],
	'first-run': ['shared'],
	create: ['shared', 'devboxes'],
	launch: ['shared', 'images'],
	schedules: ['shared', 'launch'],
	jobs: ['shared', 'devboxes'],
};
const typeOnly = ['remote/remote.ts'];

const files = globSync('{cli.tsx,source/**/*.{ts,tsx}}', {cwd: root}).sort();
const importPattern =
	/^(import\s+type\b|export\s+type\b|import\b|export\b)?[^'"\n;]*?(?:from\s*|import\s*\(?\s*)(['"])([^'"]+)\2/gmu;

type Import = {readonly from: string; readonly to: string; readonly isType: boolean};

const importsOf = (file: string): readonly Import[] =>
	[...readFileSync(path.join(root, file), 'utf8').matchAll(importPattern)].map(match => ({
		from: file,
		to: match[3] ?? '',
		isType: / type$/u.test(match[1] ?? ''),
	}));

const toSource = (file: string, specifier: string): string =>
	path.posix.join(path.posix.dirname(file), specifier);
const placeOf = (file: string): string => file.split('/')[1] ?? '';

test('imports point down only', () => {
	const wrong = files
		.filter(file => file.startsWith('source/'))
		.flatMap(importsOf)
		.filter(({from, to, isType}) => {
			if (!to.startsWith('.')) return false;
			const target = toSource(from, to).replace(/^source\//u, '');
			if (placeOf(from) === placeOf(`source/${target}`)) return false;
			if (typeOnly.includes(target) && !isType) return true;
			const allowed = mayImport[placeOf(from)] ?? [];
			return !allowed.some(each => target === each || target.startsWith(`${each}/`));
		});
	expect(wrong).toEqual([]);
});

test.each([
	['remote', mayImportInRemote],
	['screens', mayImportInScreens],
])('in source/%s, too', (floor, allowed) => {
	const folderOf = (file: string) => new RegExp(`^source/${floor}/([^/]+)/[^/]+$`, 'u').exec(file)?.[1];
	const wrong = files.flatMap(importsOf).filter(({from, to}) => {
		const here = folderOf(from);
		const there = folderOf(toSource(from, to));
		if (here === undefined || there === undefined || here === there) return false;
		return !allowed[here]?.includes(there);
	});
	expect(wrong).toEqual([]);
});

test('every folder has its place in the order', () => {
	expect(files.filter(file => file.startsWith('source/') && mayImport[placeOf(file)] === undefined)).toEqual(
		[],
	);
});

test('no files import each other in a circle, types included', () => {
	const targets = new Map(
		files.map(file => [
			file,
			importsOf(file)
				.filter(({to}) => to.startsWith('.'))
				.map(({to}) => toSource(file, to)),
		]),
	);
	const circles: string[] = [];
	const done = new Set<string>();
	const visit = (file: string, trail: readonly string[]): void => {
		if (trail.includes(file)) circles.push([...trail.slice(trail.indexOf(file)), file].join(' → '));
		if (done.has(file) || trail.includes(file)) return;
		for (const target of targets.get(file) ?? []) visit(target, [...trail, file]);
		done.add(file);
	};
	for (const file of files) visit(file, []);
	expect(circles).toEqual([]);
});

test('nobody imports cli.tsx', () => {
	expect(files.flatMap(importsOf).filter(({to}) => /(^|\/)cli\.tsx$/u.test(to))).toEqual([]);
});

test('ssh2 and dockerode appear in source/remote only', () => {
	const outside = files
		.flatMap(importsOf)
		.filter(({from, to}) => /^(ssh2|dockerode)\b/u.test(to) && placeOf(from) !== 'remote');
	expect(outside).toEqual([]);
});

test('files stay within 200 lines, two folders deep and three exports', () => {
	const tooLarge = files.flatMap(file => {
		const text = readFileSync(path.join(root, file), 'utf8');
		const lines = text.split('\n').length - 1;
		const values = text.match(/^export (?:const|function|class|async|let)/gmu)?.length ?? 0;
		return [
			...(lines > 200 ? [`${file}: ${lines} lines`] : []),
			...(placeOf(file) !== 'model' && values > 3 ? [`${file}: ${values} exports`] : []),
			...(file.split('/').length > 4 ? [`${file}: too deep`] : []),
		];
	});
	expect(tooLarge).toEqual([]);
});

test('only cli.tsx reads the process', () => {
	const readers = files.filter(
		file =>
			file !== 'cli.tsx' &&
			/process\.(env|argv|exitCode|exit)\b/u.test(readFileSync(path.join(root, file), 'utf8')),
	);
	expect(readers).toEqual([]);
});

test('functions are as short as the linter says', {timeout: 120_000}, () => {
	const biome = path.join(root, 'node_modules/.bin/biome');
	const {status, stdout, stderr} = spawnSync(biome, ['lint', 'cli.tsx', 'source'], {
		cwd: root,
		encoding: 'utf8',
	});
	expect(status, stdout + stderr).toBe(0);
});

test('scripts stay within 200 lines, the parts of the job runner within 150', () => {
	const tooLong = globSync('{source,test}/**/*.sh', {cwd: root}).flatMap(file => {
		const lines = readFileSync(path.join(root, file), 'utf8').split('\n').length - 1;
		const limit = file.startsWith('source/worker/runner/') ? 150 : 200;
		return lines > limit ? [`${file}: ${lines} lines`] : [];
	});
	expect(tooLong).toEqual([]);
});

/** What a line of shell has and a line of TypeScript has not, also within a string of either. */
const shellPattern =
	/2>\/dev\/null|>&2|&& cd |\|\| exit|\|\| \{|; (?:then|do|done|fi|esac)\b|^\s*(?:esac|fi|done|then)$|\bset -[eu]+\b|\bumask 0|\bprintf ['%]|\$\(\(|\bmkdir -p|\btrap '|<<-|exec [0-9]?[<>]/u;

test('shell is in .sh files, where shellcheck reads it', () => {
	const inText = files
		.filter(file => file !== 'source/remote/shell/run-script.ts') // marks where its stderr begins
		.flatMap(file =>
			readFileSync(path.join(root, file), 'utf8')
				.split('\n')
				.filter(line => !/^\s*(?:\/\/|\/?\*)/u.test(line) && shellPattern.test(line))
				.map(line => `${file}: ${line.trim()}`),
		);
	expect(inText).toEqual([]);
});
