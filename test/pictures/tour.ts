import type {Home} from '../driver/ingot.ts';
import type {Terminal} from '../driver/terminal.ts';

/** The workers of the pictures, and the size of their terminal. */
export const pictureLab = {name: 'forge', workers: 2, user: 'alice'};
export const pictureSize = {columns: 110, rows: 26};

type Take = (name: string) => Promise<void>;

/** The screens that the documentation shows, in a fresh lab. @param take is called while the terminal shows the named screen */
export const tour = async (home: Home, terminal: Terminal, take: Take): Promise<void> => {
	await lists(terminal, take);
	await createImage(terminal, take);
	fillLists(home);
	await launchAndSchedules(terminal, take);
	await copy(terminal, take);
};

const lists = async (terminal: Terminal, take: Take): Promise<void> => {
	await terminal.sees(/\b[2-9] ready/u);
	await terminal.sees(/G free[^\n]*\n[^\n]*G free/u);
	await take('workers');
	terminal.type('2');
	await terminal.sees(/api .*\d%/u);
	// Whichever worker answered first has the cursor.
	terminal.press('home');
	await terminal.sees('─ api ─');
	await terminal.sees('Own layer');
	await take('list');
	terminal.type('1');
	await terminal.sees('DEVBOXES');
};

const createImage = async (terminal: Terminal, take: Take): Promise<void> => {
	terminal.type('c');
	await terminal.sees('Select a DevBox');
	terminal.press('tab');
	await terminal.sees('Cloud-managed');
	await take('devboxes');
	terminal.type('shop');
	await terminal.sees('1 of');
	terminal.press('enter');
	await terminal.sees('Image name');
	terminal.press('ctrl+u').type('tax-prep\r2025\rtax-prep-2025\rerp\r');
	await terminal.sees('✓ free');
	await terminal.sees('#erp');
	await take('details');
	terminal.press('ctrl+s');
	await terminal.sees('Show commands');
	terminal.press('enter');
	await terminal.sees(/Done in[\s\S]*is ready/u);
	await take('job');
};

/** Images of more than one worker, a launched DevBox, and schedules that have run. */
const fillLists = (home: Home): void => {
	for (const [worker, from, name, tag, capability] of [
		['forge-1', 'api', 'tax-returns', '2024', 'pdf'],
		['forge-1', 'api', 'api-golden', 'v3', 'billing'],
		['forge-2', 'etl', 'ledger', 'v7', 'tax-rules'],
	] as const) {
		home.run('create', '-w', worker, '-f', from, '-n', name, '-t', tag, '-c', capability);
	}
	home.run('launch', 'tax-prep:2025', '--name', 'tax-prep-ann');
	for (const [name, when] of [
		['nightly-report', '30 2 * * 1-5'],
		['warm-cache', 'hourly'],
	] as const) {
		const words = ['--when', when, '--', 'sh', '-c', 'echo done'];
		home.run('schedules', 'add', 'tax-prep:2025', '--name', name, ...words);
		home.run('schedules', 'run', name);
	}
};

const launchAndSchedules = async (terminal: Terminal, take: Take): Promise<void> => {
	terminal.type('l');
	await terminal.sees('Select a worker.');
	terminal.press('tab');
	await terminal.sees('tax-prep');
	terminal.type('tax');
	await terminal.sees('3 of 6');
	await take('launch');
	for (const seen of ['type to filter', 'Select a worker.', 'Done in']) {
		terminal.press('esc');
		await terminal.sees(seen);
	}
	terminal.type('5');
	await terminal.sees(/nightly-report .* done\b.*\n.*warm-cache .* done\b/u);
	await take('schedules');
};

const copy = async (terminal: Terminal, take: Take): Promise<void> => {
	terminal.type('3').type('/').type('tax-prep');
	await terminal.sees(/\d of \d[\s\S]*❯ tax-prep/u);
	terminal.press('enter').type('m');
	await terminal.sees(/forge-2 +[\d.]+ GB free/u);
	await take('copy');
};
