import {afterAll, beforeAll, expect, test} from 'vitest';
import {spoken} from '../../source/parts/spoken.ts';
import {everyScreen} from './every-screen.tsx';

// Ink reads it when it draws.
beforeAll(() => {
	process.env.INK_SCREEN_READER = 'true';
});
afterAll(() => {
	delete process.env.INK_SCREEN_READER;
});

/** What has to be read before a key is pressed. */
const questions: Readonly<Record<string, RegExp>> = {
	'removing a DevBox': /^Remove api\?\n- Its files are deleted/mu,
	'cancelling a job': /^Cancel .*\?\n/mu,
	'deleting a schedule': /^Delete .*\?\n/mu,
	'a question about a host key': /ssh-ed25519[\s\S]*\(selected\)/u,
	'a question of the server': /^alice@forge says:\n\s*Code:/mu,
};

const tabs: Readonly<Record<string, string>> = {
	Workers: '1 Workers 2, tab, selected',
	DevBoxes: '2 DevBoxes 3, tab, selected',
	Images: '3 Images 1, tab, selected',
	Jobs: '4 Jobs 2, tab, selected',
	Schedules: '5 Schedules 1, tab, selected',
};

test.each(everyScreen)('%s can be spoken: no frames, no signs, no animation', async (title, draw) => {
	for (const size of [
		{columns: 60, rows: 20},
		{columns: 80, rows: 24},
		{columns: 200, rows: 60},
	]) {
		const screen = await draw({unicode: true, isSpoken: true, ...size});
		expect(screen.frame()).not.toMatch(/[\u2500-\u25FF\u2800-\u28FF✓✗↶❯‹›]/u);
		// Escape sequences would be colours.
		expect(screen.frame()).not.toMatch(/\u001B/u);
		expect(screen.frame()).toMatch(/^Keys: \S+ \S/mu);
		const tab = tabs[title];
		expect(screen.frame()).toMatch(questions[title] ?? '');
		// A dialog is read without the list below it.
		if (title in questions) expect(screen.frame()).not.toContain('to filter');
		if (tab !== undefined) expect(screen.lines()[0]).toContain(tab);
		if (tab !== undefined) expect(screen.frame().split('(selected)')).toHaveLength(2);
		screen.unmount();
	}
});

test.each([
	['██░░ 2 GB free', '50 % 2 GB free'],
	['██████', '100 %'],
	['░░░░', '0 %'],
	['✓ Commit the image', 'done: Commit the image'],
	['● running   node', 'running node'],
	['plain text', 'plain text'],
])('"%s" is spoken as "%s"', (text, said) => {
	expect(spoken(text)).toBe(said);
});
