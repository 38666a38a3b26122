import {expect, test} from 'vitest';
import type {CommandDeps} from '../../source/commands/command-deps.ts';
import {runProgram} from '../../source/commands/program.ts';
import {Failure} from '../../source/model/failure.ts';

/** What a command line prints. */
const printed = async (...argv: readonly string[]): Promise<string> => {
	const lines: string[] = [];
	const deps = {out: (line: string) => lines.push(line), err() {}} as unknown as CommandDeps;
	try {
		await runProgram(argv, deps, {version: '1'});
	} catch (thrown) {
		if (!(thrown instanceof Failure)) throw thrown;
		return `${thrown.message} ${thrown.hint}`;
	}
	return lines.join('\n');
};

/** The commands that a help text lists. */
const listed = (help: string): readonly string[] =>
	[...(help.split('\nCommands:\n')[1]?.split('\n\n')[0] ?? '').matchAll(/^ {2}([a-z]+)/gmu)].map(
		([, name = '']) => name,
	);

test('help reaches every command, those of groups too, and says what --help says', async () => {
	const seen: string[] = [];
	const visit = async (words: readonly string[]) => {
		const help = await printed('help', ...words);
		expect(help).toBe(await printed(...words, '--help'));
		expect(help).toContain(`Usage: ${['ingot', ...words].join(' ')}`);
		seen.push(words.join(' '));
		for (const name of listed(help)) if (name !== 'help') await visit([...words, name]);
	};
	await visit([]);
	expect(seen).toEqual(
		expect.arrayContaining(['create', 'images sbom', 'schedules edit', 'config schema', 'jobs export']),
	);
});

test('help offers no older names, which still work', async () => {
	const help = await printed('create', '--help');
	expect(help).toContain('"staging"');
	expect(help).not.toContain('twin');
});

test.each([
	[['images', 'lst'], 'There is no command ingot images lst. Did you mean list?'],
	[['schedules', 'enabel', 'nightly'], 'There is no command ingot schedules enabel. Did you mean enable?'],
	[
		['schedules', 'delete', 'nightly'],
		'There is no command ingot schedules delete. `ingot help schedules` lists the commands.',
	],
	[['jobs', 'exprot', '--since', '3d'], 'There is no command ingot jobs exprot. Did you mean export?'],
	[
		['images', 'list', 'rm'],
		'ingot images list takes no rm. Omit it; `ingot help images list` lists the options.',
	],
])('%j says that there is no such command in the group', async (words, said) => {
	expect(await printed(...words)).toBe(said);
});

test.each([
	[['creat'], 'There is no command ingot creat. Did you mean create?'],
	[['images', 'sbmo'], 'There is no command ingot images sbmo. Did you mean sbom?'],
	[['create', 'x'], 'There is no command ingot create x. `ingot help create` lists the commands.'],
	[
		['images', '\u001B[31mqqqqqq'],
		'There is no command ingot images qqqqqq. `ingot help images` lists the commands.',
	],
])('help %j says that there is no such command', async (words, said) => {
	expect(await printed('help', ...words)).toBe(said);
});
