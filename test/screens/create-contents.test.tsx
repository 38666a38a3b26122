import {expect, test} from 'vitest';
import {patternsIn, savedPatterns} from '../../source/model/exclude-pattern.ts';
import {Failure} from '../../source/model/failure.ts';
import type {Draft} from '../../source/model/snapshot.ts';
import {CreateScreen} from '../../source/screens/create/create-screen.tsx';
import {source as plainSource} from '../plan/sources.ts';
import {contentsTree, plainContents} from './contents-tree.ts';
import {fullFleet} from './every-screen.tsx';
import {alice, screenAfter, showScreen} from './show-app.tsx';

const source = {
	...plainSource,
	devbox: {
		...plainSource.devbox,
		env: [...plainSource.devbox.env, 'EDITOR=vi', 'API_TOKEN=abcdef'],
		mounts: [{type: 'volume', source: 'shop-data', destination: '/data'}] as const,
	},
};

const opened = async (columns: number, rows: number, ...keys: readonly string[]) => {
	const planned: Draft[] = [];
	const screen = await showScreen(
		<CreateScreen worker="forge-1" devbox="api" />,
		{columns, rows},
		{
			prepare: actions => {
				const {plan} = actions;
				actions.inspect = async () => source;
				actions.contents = async () => plainContents;
				actions.plan = (from, draft) => {
					planned.push(draft);
					return plan(from, draft);
				};
			},
		},
	);
	await screen.press(...keys);
	return {screen, planned};
};

test.each([
	[80, 24],
	[200, 60],
])(
	'at %i by %i the contents list the largest first, with caches, mounts and variables',
	async (columns, rows) => {
		const {screen} = await opened(columns, rows, 'ctrl+p');
		expect(screen.frame()).toContain('● Contents');
		const at = ['srv/', 'root/', 'etc/', 'bin/'].map(name =>
			screen.lines().findIndex(line => line.includes(` ${name} `)),
		);
		expect(at.every(line => line > 0)).toBe(true);
		expect(at).toEqual(at.toSorted((a, b) => a - b));
		expect(screen.frame()).toMatch(/srv\/ +1 GB +3 +/u);
		expect(screen.frame()).toContain('npm cache (120 MB) · pip cache (30 MB)');
		expect(screen.frame()).toContain('/data  (volume shop-data)');
		expect(screen.frame()).toMatch(/Variables +EDITOR/u);
		expect(screen.frame()).toMatch(/Without +API_TOKEN/u);
		expect(screen.frame()).not.toContain('abcdef');
	},
);

test('a folder opens, and esc goes up to where it was, then back to the form', async () => {
	const {screen} = await opened(80, 24, 'ctrl+p', 'down', 'enter');
	expect(screen.frame()).toMatch(/─ \/root ─/u);
	expect(screen.frame()).toContain('❯ .npm/');
	await screen.press('down', 'enter', 'esc');
	expect(screen.frame()).toMatch(/❯ \.cache\//u);
	await screen.press('backspace');
	expect(screen.frame()).toMatch(/❯ root\//u);
	await screen.press('esc');
	expect(screen.frame()).toContain('● Details');
});

test('one key leaves out all caches, space a path; both are in the review, the form and the draft', async () => {
	const {screen, planned} = await opened(80, 24, 'ctrl+p', ' ', 'C');
	expect(screen.frame()).toMatch(/srv\/ .* left out/u);
	expect(screen.frame()).toMatch(/root\/ .* partly/u);
	expect(screen.frame()).toContain('1.15 GB left out');
	await screen.press('ctrl+s');
	expect(screen.frame()).toContain('● Review');
	expect(screen.frame()).toContain('/srv (1 GB) · npm cache (120 MB) · pip cache (30 MB)');
	expect(planned.at(-1)?.edits).toEqual(
		['/srv', '/root/.npm', '/root/.cache/pip'].map(path => ({act: 'remove', path})),
	);
	await screen.press('esc');
	expect(screen.frame()).toContain('● Details');
	expect(screen.frame()).toContain('Left out: /srv (1 GB)');
	await screen.press('ctrl+s', 'p', 'C', 'esc');
	expect(screen.frame()).toContain('● Review');
	expect(planned.at(-1)?.edits).toEqual([{act: 'remove', path: '/srv'}]);
	await screen.press('p', ' ', 'ctrl+s');
	expect(planned.at(-1)?.edits).toBeUndefined();
});

test('what lies in something that is left out, or is deleted, cannot be left out by itself', async () => {
	const screen = await screenAfter(fullFleet, alice, {
		prepare: actions => {
			actions.inspect = async () => source;
			actions.contents = async () => plainContents;
		},
	});
	await screen.press('2', 'c', 'ctrl+p', ' ', 'enter', ' ');
	expect(screen.frame()).toContain('It is left out with /srv.');
	await screen.press('esc', 'end', 'enter', ' ');
	expect(screen.frame()).toContain('It is deleted already.');
});

test('names are drawn without what would rewrite the screen', async () => {
	const {screen} = await opened(100, 30, 'ctrl+p', 'enter');
	expect(screen.frame()).toContain('·txt');
	await screen.press('enter');
	expect(screen.frame()).toContain('two\\0012\\0033[31m');
});

test('y copies the command that leaves out the same', async () => {
	const copied: string[] = [];
	const screen = await screenAfter(fullFleet, alice, {
		prepare: actions => {
			actions.inspect = async () => source;
			actions.contents = async () => plainContents;
		},
		copy: text => {
			copied.push(text);
			return true;
		},
	});
	await screen.press('2', 'c', 'ctrl+p', ' ', 'C', 'ctrl+s', 'y');
	expect(copied[0]).toContain('--leave-out /srv --leave-out npm --leave-out pip');
});

const ignoring = {
	tree: contentsTree,
	ignored: patternsIn('/root', Buffer.from('*.js\n')),
	saved: savedPatterns(Buffer.from('/srv/data\n')),
};
const withIgnoring = async (columns: number, ...keys: readonly string[]) => {
	const planned: Draft[] = [];
	const copied: string[] = [];
	const screen = await screenAfter(fullFleet, alice, {
		columns,
		rows: 30,
		prepare: actions => {
			const {plan} = actions;
			actions.inspect = async () => source;
			actions.patterns = async () => ignoring;
			actions.contents = async () => ignoring;
			actions.plan = (from, draft) => {
				planned.push(draft);
				return plan(from, draft);
			};
		},
		copy: text => {
			copied.push(text);
			return true;
		},
	});
	await screen.press('2', 'c', ...keys);
	return {screen, copied, removed: () => planned.at(-1)?.edits?.map(({path}) => path)};
};

test('the review without a look at the contents counts what the patterns leave out, and by which', async () => {
	const {screen, copied, removed} = await withIgnoring(120, 'ctrl+s');
	expect(screen.frame()).toContain('● Review');
	expect(screen.frame()).toContain('Patterns: 2 paths, 1 GB (/root/.ingotignore, saved --exclude)');
	expect(removed()).toEqual(['/root/work/app.js', '/srv/data']);
	await screen.press('y');
	expect(copied[0]).not.toContain('exclude');
});

test.each([80, 120])('at %i columns the contents show whose pattern leaves an entry out', async columns => {
	const {screen} = await withIgnoring(columns, 'ctrl+p', 'enter');
	expect(screen.frame()).toMatch(/data\/ .* left out: saved/u);
	await screen.press('esc', 'down', 'enter', 'end');
	expect(screen.frame()).toMatch(/work\/ .* partly/u);
	await screen.press('enter');
	expect(screen.frame()).toMatch(/app\.js .* left out: \.ingotignore/u);
});

test('space takes an entry back for this image, and a second time leaves it out again', async () => {
	const {screen, copied, removed} = await withIgnoring(100, 'ctrl+p', 'enter', ' ');
	expect(screen.frame()).not.toContain('left out: saved');
	await screen.press('ctrl+s', 'y');
	expect(removed()).toEqual(['/root/work/app.js']);
	expect(copied[0]).toContain("--exclude /srv/data --exclude '!/srv/data'");
	await screen.press('p', 'enter', ' ', 'ctrl+s');
	expect(removed()).toEqual(['/root/work/app.js', '/srv/data']);
});

test('F forgets the saved patterns, P saves what was chosen, and both are said in the review', async () => {
	const {screen, copied, removed} = await withIgnoring(100, 'ctrl+p', 'F', 'ctrl+s');
	expect(screen.frame()).toContain('The saved patterns will be forgotten.');
	expect(removed()).toEqual(['/root/work/app.js']);
	await screen.press('p', 'P');
	expect(screen.frame()).toContain('Leave something out first.');
	await screen.press('down', ' ', 'P', 'ctrl+s', 'y');
	expect(screen.frame()).toContain('1 pattern will be saved for the next image of this DevBox.');
	expect(removed()).toEqual(['/root']);
	expect(copied[0]).toContain('--exclude /root');
});

test('where the patterns cannot be read the form says so, and no image is made without them', async () => {
	const screen = await screenAfter(fullFleet, alice, {
		prepare: actions => {
			actions.inspect = async () => source;
			actions.patterns = async () => {
				throw new Failure('The .ingotignore files of api could not be read.', {hint: 'Try again.'});
			};
		},
	});
	await screen.press('2', 'c', 'ctrl+s');
	expect(screen.frame()).toContain('The .ingotignore files of api could not be read.');
	expect(screen.frame()).not.toContain('● Review');
	await screen.press('esc');
	expect(screen.frame()).toContain('● Details');
});
