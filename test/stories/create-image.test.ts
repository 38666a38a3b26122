import {afterAll, afterEach, beforeAll, expect, test} from 'vitest';
import {holdCommit, letCommit} from '../driver/hold-step.ts';
import {Home, labConfig} from '../driver/ingot.ts';
import type {Terminal} from '../driver/terminal.ts';
import {until} from '../driver/until.ts';
import {holdLab, type Lab} from '../lab/lab.ts';

let lab: Lab;
const open: {close(): void}[] = [];
const homes: Home[] = [];

beforeAll(async () => {
	lab = await holdLab({name: `story${process.pid}`, workers: 2, user: 'alice'});
});
afterAll(() => lab?.release());
afterEach(() => {
	for (const each of open.splice(0)) each.close();
	for (const each of homes.splice(0)) each.release();
});

const home = (account?: string): Home => {
	const made = new Home(labConfig(lab.configFile, account));
	homes.push(made);
	return made;
};

const start = (at: Home, size: {columns: number; rows: number} = {columns: 100, rows: 32}): Terminal => {
	const terminal = at.open(size);
	open.push(terminal);
	return terminal;
};

const on = async (worker: string, ...argv: readonly string[]): Promise<string> => {
	const {code, stdout, stderr} = await lab.exec(worker, argv);
	expect(code, stderr).toBe(0);
	return stdout.trim();
};

/** From the first screen to the form of a DevBox on the first worker. */
const toForm = async (terminal: Terminal, devbox: string): Promise<void> => {
	await terminal.sees(/\b[2-9] ready/u);
	terminal.type('c');
	await terminal.sees('Select a DevBox');
	await terminal.sees(devbox);
	terminal.type(devbox);
	await terminal.sees('1 of');
	terminal.press('enter');
	await terminal.sees('Image name');
};

test('somebody picks a DevBox, fills in the form, watches the steps and holds a labelled image', async () => {
	const worker = `${lab.name}-1`;
	await on(
		worker,
		'podman',
		'exec',
		'--user',
		'root',
		'api',
		'sh',
		'-c',
		'echo tuned >/home/dev/tuned.txt; rm /home/dev/notes.txt',
	);
	const terminal = start(home());
	await toForm(terminal, 'api');
	terminal.press('ctrl+u').type('tax..prep');
	await terminal.sees('Separate letters and digits');
	terminal.press('ctrl+u').type('tax-prep\rv1\r');
	await terminal.sees('inherited');
	terminal.type('tax-prep-2025\rerp\r');
	await terminal.sees('erp has already been added.');
	terminal.press('enter', 'enter');
	await terminal.sees('❯ [x] EMPTY');
	await terminal.sees('[x] GREETING');
	terminal.press('enter');
	await terminal.sees(`localhost/tax-prep:v1 on ${worker}`);
	await terminal.sees('The DevBox keeps running.');
	await terminal.sees('managed=true');
	terminal.type('v');
	await terminal.sees('io.clustercode.managed=true');
	terminal.type('v');
	await terminal.sees('Interruption');
	terminal.press('enter');
	await terminal.sees(/Done in [\d.]+ s: localhost\/tax-prep:v1 is ready\./u);
	expect(terminal.screen()).toMatch(/✓ Pause the DevBox +\d/u);

	const labels = JSON.parse(
		await on(worker, 'podman', 'image', 'inspect', '--format', '{{json .Labels}}', 'localhost/tax-prep:v1'),
	);
	expect(labels).toMatchObject({
		'io.clustercode.managed': 'true',
		'io.clustercode.os': 'linux',
		'io.clustercode.owner': 'alice',
		'io.clustercode.source': 'DevBox-commit',
		'io.clustercode.capabilities': 'git,node,custom:erp,custom:tax-prep-2025',
		'io.clustercode.launched-by': '',
		'org.opencontainers.image.title': 'tax-prep',
		'org.opencontainers.image.version': 'v1',
		'org.opencontainers.image.base.name': 'localhost/node-base:22',
	});
	expect(labels['org.opencontainers.image.base.digest']).toMatch(/^sha256:[0-9a-f]{64}$/u);
	expect(Date.parse(labels['org.opencontainers.image.created'])).toBeGreaterThan(Date.now() - 600_000);
	expect(await on(worker, 'podman', 'inspect', '--format', '{{.State.Status}}', 'api')).toBe('running');
	const seen = await on(
		worker,
		'podman',
		'run',
		'--rm',
		'--network',
		'none',
		'--entrypoint',
		'sh',
		'localhost/tax-prep:v1',
		'-c',
		'cat /home/dev/tuned.txt; ls /home/dev',
	);
	expect(seen.split('\n')).toContain('tuned');
	expect(seen).toContain('tuned.txt');
	expect(seen).not.toContain('notes.txt');
	expect(await on(worker, 'podman', 'ps', '--all', '--format', '{{.Names}}')).not.toContain('ingot-staging');

	terminal.type('3');
	// The list is read again a moment after the job's end: the cursor may be on the row that was there first.
	await terminal.sees(/tax-prep +v1/u);
	terminal.type('q');
	expect(await terminal.exited).toBe(0);
});

test('a job is found and followed on by another Ingot without a lost or doubled line', async () => {
	const worker = `${lab.name}-2`;
	await on(
		worker,
		'podman',
		'exec',
		'--user',
		'root',
		'etl',
		'sh',
		'-c',
		'head -c 300000000 /dev/urandom >/root/big',
	);
	const at = home();
	const first = start(at);
	await first.sees(/\b[2-9] ready/u);
	first.press('down').type('c');
	await first.sees('Select a DevBox');
	first.type('etl');
	await first.sees('1 of');
	first.press('enter');
	await first.sees('Image name');
	first.press('ctrl+u').type('big-one').press('ctrl+s');
	await first.sees('Steps');
	const isHeld = holdCommit(lab, worker);
	first.press('enter');
	await first.sees(/Commit the image .*running/u);
	await isHeld;
	first.press('esc');
	await first.sees('DEVBOXES');
	first.type('2');
	await first.sees(/etl +\S+ +busy/u);
	first.type('q');
	expect(await first.exited).toBe(0);
	expect(first.output).toContain('ingot attach');

	const second = start(at);
	await second.sees(/\b[2-9] ready/u);
	second.type('4');
	await second.sees(/running +Snapshot etl/u);
	// The jobs of the other worker may have been listed first, and the cursor stays on its row.
	second.press('home', 'enter');
	await letCommit(lab, worker);
	await second.sees(/Done in [\d.]+ s: localhost\/big-one:latest is ready\./u);
	const id =
		/Job (\S+)/u.exec(
			at.run('attach', JSON.parse(at.run('jobs', '--json').stdout.split('\n')[0] ?? '{}').id).stdout,
		)?.[1] ?? '';
	const events = at
		.run('attach', id, '--json')
		.stdout.trim()
		.split('\n')
		.map(line => JSON.parse(line));
	expect(events.map(event => event.seq)).toEqual(events.map((_, index) => index + 1));
	expect(events.at(-1)).toMatchObject({kind: 'job-ended', outcome: 'done'});
});

test('cancelling takes everything back and the DevBox runs on', async () => {
	const worker = `${lab.name}-2`;
	await on(
		worker,
		'podman',
		'exec',
		'--user',
		'root',
		'notebook',
		'sh',
		'-c',
		'head -c 300000000 /dev/urandom >/root/big',
	);
	const before = await on(worker, 'podman', 'images', '--all', '--quiet');
	const terminal = start(home());
	await terminal.sees(/\b[2-9] ready/u);
	terminal.press('down').type('c');
	await terminal.sees('Select a DevBox');
	terminal.type('notebook');
	await terminal.sees('1 of');
	terminal.press('enter');
	await terminal.sees('Image name');
	terminal.press('ctrl+u').type('never').press('ctrl+s');
	await terminal.sees('Steps');
	const isHeld = holdCommit(lab, worker);
	terminal.press('enter');
	await terminal.sees(/❯ \S Commit the image/u);
	await isHeld;
	terminal.type('x');
	await terminal.sees('What it did so far is rolled back.');
	terminal.press('enter');
	await terminal.sees('Cancelled by alice');
	await terminal.sees(/Cancelled in [\d.]+ s: /u);
	expect(await on(worker, 'podman', 'inspect', '--format', '{{.State.Status}}', 'notebook')).toBe('running');
	expect(await on(worker, 'podman', 'images', '--all', '--quiet')).toBe(before);
	expect(await on(worker, 'podman', 'ps', '--all', '--format', '{{.Names}}')).not.toContain('ingot-staging');
	expect(await on(worker, 'ls', '/var/tmp')).toBe('');
});

test('an image reference that is taken is reported in the form and needs an explicit overwrite', async () => {
	const worker = `${lab.name}-1`;
	const terminal = start(home());
	await toForm(terminal, 'shop');
	terminal.press('ctrl+u').type('node-base\r22\r');
	await terminal.sees('localhost/node-base:22 already exists');
	expect(terminal.screen()).toContain('/data  (volume shop-data)');
	terminal.type('\u0013');
	await terminal.sees('Fix the tag first.');
	terminal.type('\u000F');
	await terminal.sees('will be replaced');
	terminal.type('\u0013');
	await terminal.sees('exists and will be replaced');
	terminal.press('enter');
	await terminal.sees(/Done in [\d.]+ s: localhost\/node-base:22 is ready\./u);
	const owner = await on(
		worker,
		'podman',
		'image',
		'inspect',
		'--format',
		'{{index .Labels "io.clustercode.owner"}}',
		'localhost/node-base:22',
	);
	expect(owner).toBe('alice');
});

test('a DevBox that stops between the list and the submit is refused, and nothing is left behind', async () => {
	const worker = `${lab.name}-1`;
	const terminal = start(home());
	await toForm(terminal, 'shop');
	terminal.press('ctrl+u').type('too-late').press('ctrl+s');
	await terminal.sees('Steps');
	await on(worker, 'podman', 'stop', '--time', '0', 'shop');
	terminal.press('enter');
	await terminal.sees(/Refused in [\d.]+ s: The DevBox is exited, not running\./u);
	await on(worker, 'podman', 'start', 'shop');
	const {code} = await lab.exec(worker, ['podman', 'image', 'exists', 'localhost/too-late:latest']);
	expect(code).toBe(1);
});

test('on the Free plan the upgrade prompt stands in place of the form', async () => {
	const terminal = start(home('{user: alice, plan: free, role: owner}'));
	await terminal.sees('DEVBOXES');
	terminal.type('c');
	await terminal.sees('Upgrade to create golden images');
	await terminal.sees('yours is Free');
});

test('a viewer reads why', async () => {
	const terminal = start(home('{user: alice, plan: pro, role: viewer}'));
	await terminal.sees('DEVBOXES');
	terminal.type('c');
	await terminal.sees('The role viewer can view images but not create them.');
});

test('the list tells why the others are not eligible', async () => {
	const terminal = start(home());
	await terminal.sees(/\b[2-9] ready/u);
	terminal.type('c');
	await terminal.sees('ineligible; tab shows why');
	expect(terminal.screen()).not.toContain('bobs-box');
	terminal.press('tab');
	await terminal.sees(/bobs-box .*bob's/u);
	await terminal.sees(/cloudy .*Cloud-managed/u);
	await terminal.sees(/idle .*not running/u);
	terminal.type('bobs');
	await terminal.sees('1 of');
	terminal.press('enter');
	await terminal.sees("bob's");
	expect(terminal.screen()).not.toContain('Image name');
});

test('the screens fit a small and a large terminal', async () => {
	for (const size of [
		{columns: 80, rows: 24},
		{columns: 200, rows: 60},
	]) {
		const terminal = start(home(), size);
		await terminal.sees(/\b[2-9] ready/u);
		await until(() => terminal.lines().length === size.rows);
		expect(terminal.lines().at(-1)).toContain('enter DevBoxes');
		terminal.resize(100, 20);
		await until(() => terminal.lines().at(-1)?.includes('enter DevBoxes'), {seen: () => terminal.screen()});
		terminal.close();
	}
});
