import {existsSync} from 'node:fs';
import path from 'node:path';
import {describe, expect, test} from 'vitest';
import {localWorker, type Shell, shells} from '../jobs/local-worker.ts';

describe.each(Object.keys(shells) as Shell[])('under %s', {concurrent: true}, shell => {
	/** The events of a job whose one step is this script, with these values to hide. */
	const eventsOf = async (hidden: readonly string[], run: string) => {
		using worker = localWorker(shell);
		const files = [{name: 'hidden', text: hidden.map(each => `${each}\n`).join('')}];
		await worker.start('j1', [{id: 'one', run}], {files});
		const events = await worker.ended('j1');
		expect(existsSync(path.join(worker.jobFolder('j1'), 'hidden'))).toBe(false);
		return events;
	};
	const logOf = async (hidden: readonly string[], run: string) =>
		(await eventsOf(hidden, run)).flatMap(({kind, text}) => (kind === 'log' ? [text] : []));

	test.each([
		{
			of: 'each time',
			hidden: ['s3cret'],
			run: "echo 's3cret=s3cret;s3cret'",
			log: ['‹hidden›=‹hidden›;‹hidden›'],
		},
		{
			of: 'several values',
			hidden: ['one1', 'two2'],
			run: 'echo one1 two2 one1',
			log: ['‹hidden› ‹hidden› ‹hidden›'],
		},
		{of: 'a pattern', hidden: ['a*c[d]?'], run: "echo 'a*c[d]? abc'", log: ['‹hidden› abc']},
		{
			of: 'signs of the shell',
			hidden: [`"$x'\\`],
			run: `printf '%s\\n' '"$x'\\''\\' end`,
			log: ['‹hidden›', 'end'],
		},
		{of: 'the word in its place', hidden: ['hidden'], run: 'echo hidden', log: ['‹hidden›']},
		{of: 'letters beyond ASCII', hidden: ['gräfin'], run: 'echo frau gräfin', log: ['frau ‹hidden›']},
	])('a value is hidden in the log: $of', async ({hidden, run, log}) => {
		expect(await logOf(hidden, run)).toEqual(log);
	});

	test('a value at the place where a long line is cut leaves no half of it', async () => {
		const [line] = await logOf(['s3cret'], `printf '%4093ss3cret%9s\n' x y`);
		expect(line).not.toContain('s3c');
	});

	test('the reason of a failure hides it too', async () => {
		const events = await eventsOf(['s3cret'], 'echo cannot log in with s3cret; exit 1');
		expect(events.map(({text}) => text)).toContain('cannot log in with ‹hidden›');
		expect(JSON.stringify(events)).not.toContain('s3cret');
	});
});
