import {afterAll, afterEach, beforeAll, expect, test} from 'vitest';
import {Terminal} from '../driver/terminal.ts';
import {bundleApp} from './fixtures/bundle-app.ts';

let app: Awaited<ReturnType<typeof bundleApp>>;
let terminal: Terminal | undefined;

beforeAll(async () => {
	app = await bundleApp();
});
afterEach(() => terminal?.close());
afterAll(() => app.remove());

const open = async (env: Record<string, string> = {}): Promise<Terminal> => {
	terminal = new Terminal([process.execPath, app.file], {
		columns: 80,
		rows: 24,
		env: {FORCE_COLOR: '1', ...env},
	});
	return terminal.sees('presses 0 at row-0');
};

const modes = [{}, {CONCURRENT: '1'}, {BUSY_MS: '15'}, {BUSY_MS: '15', CONCURRENT: '1'}];

test.each(modes)(
	'fast typing in one chunk loses no key, although handlers see the last render (%j)',
	async env => {
		const screen = await open(env);
		screen.type('x'.repeat(40));
		await screen.sees('presses 40 at');
	},
);

test.each(modes)('arrows in one chunk all arrive (%j)', async env => {
	const screen = await open(env);
	screen.type('\u001B[B'.repeat(30) + '\u001BOA'.repeat(3));
	await screen.sees('at row-27 ');
});

test.each(modes)('letters after the key that opens a field are typed into it (%j)', async env => {
	const screen = await open(env);
	screen.type('/row-4x\u007F4\rxx');
	await screen.sees('presses 2 at row-44 query [row-44]');
});

test.each(modes)('a menu that a key opens gets the next key (%j)', async env => {
	const screen = await open(env);
	screen.type('m\u001B[B\u001B[B\r');
	await screen.sees('chosen [c]');
});

test('the cursor keys of a field work within one chunk', async () => {
	const screen = await open();
	screen.type('/wor\u001B[D\u001B[D-\u001B[F-4');
	await screen.sees('query [w-or-4]');
	screen.type('\u0015row');
	await screen.sees('query [row]');
});

test.each(modes)('a burst of letters and arrows in a field arrives in order (%j)', async env => {
	const screen = await open(env);
	const letters = 'row-4 is the one of many rows';
	screen.type(`/${letters}\u001B[D!\u001B[H?\u001B[D\u001B[C.`);
	await screen.sees(`query [?.${letters.slice(0, -1)}!s]`);
});

// Sequences that are cut between two chunks are in keys-stdin.test.ts: here a pause between them would be an Escape.
test('wide characters in several chunks, and the sequences after them, arrive whole', async () => {
	const screen = await open();
	screen.type('/');
	screen.type('é語').type('👍');
	await screen.sees('query [é語👍]');
	screen.type('\u001B[D\u001B[D!');
	await screen.sees('query [é!語👍]');
});

test('Escape alone is a key, and so is the letter right after it', async () => {
	const screen = await open();
	screen.type('\u001B');
	await screen.sees('notice escape');
	screen.type('x');
	await screen.sees('presses 1 at');
});

test('a paste goes into a field as one text, and triggers no binding outside of a field', async () => {
	const screen = await open();
	screen.type('\u001B[200~xxxq\r\u001B[201~x');
	await screen.sees('presses 1 at');
	screen.type('/\u001B[200~row\n-4\u001B[201~');
	await screen.sees('query [row -4]');
});

test('a paste of a megabyte does not freeze the screen', async () => {
	const screen = await open();
	screen.type(`\u001B[200~${'a long line of text\n'.repeat(55_000)}\u001B[201~x`);
	await screen.sees('presses 1 at');
});

test('F1 opens the help while a field is typed in', async () => {
	const screen = await open();
	screen.type('/row\u001BOP');
	await screen.sees('Close help');
	screen.type('\u001B');
	await screen.sees('query [row]');
});

test('a child gets every key while it has the terminal, and the app gets all later ones', async () => {
	const screen = await open();
	for (let round = 1; round <= 5; round += 1) {
		screen.type('s');
		await screen.sees('child reads:');
		screen.type(`hello ${round}\r`);
		await screen.sees(`child got hello ${round}`);
		screen.type('\r');
		await screen.sees('child left with 7');
		screen.type('x');
		await screen.sees(`presses ${round} at`);
	}
});

test('the terminal is restored when the app exits', async () => {
	const screen = await open();
	screen.type('q');
	expect(await screen.exited).toBe(0);
	expect(screen.emulator.buffer.active.type).toBe('normal');
	expect(screen.output.lastIndexOf('\u001B[?2004l')).toBeGreaterThan(
		screen.output.lastIndexOf('\u001B[?2004h'),
	);
});
