import {expect, test} from 'vitest';
import {App} from '../../source/app.tsx';
import type {Candidate} from '../../source/model/candidate.ts';
import {Failure} from '../../source/model/failure.ts';
import {settingsWithoutFile} from '../../source/model/settings.ts';
import type {Finding, SetupTools} from '../../source/model/setup.ts';
import type {WorkerFacts} from '../../source/model/worker.ts';
import type {Remote} from '../../source/remote/remote.ts';
import {createActions} from '../../source/state/actions.ts';
import {newAppState, reduceApp} from '../../source/state/app-state.ts';
import {askPerson} from '../../source/state/ask-person.ts';
import {createStore} from '../../source/state/store.ts';
import {makeMarks} from '../../source/theme.ts';
import {until} from '../driver/until.ts';
import {show} from '../parts/show.tsx';

const sizes = [
	[80, 24],
	[200, 60],
] as const;
const candidate = (name: string, rest: Partial<Candidate> = {}): Candidate => ({
	worker: {name, kind: 'self-hosted', ssh: name},
	from: [`~/.ssh/config:${name.length}`],
	...rest,
});
const facts: WorkerFacts = {
	hostname: 'forge',
	podmanVersion: '4.3.1',
	rootless: true,
	cgroupVersion: '2',
	storageDriver: 'overlay',
	graphRoot: '/var/lib/containers',
	freeBytes: 23e9,
	cpus: 4,
	memoryBytes: 8e9,
};
const usual: Finding = {
	candidates: [
		candidate('forge-1'),
		candidate('dead-one'),
		candidate('far', {refusal: 'tcp: is not supported'}),
	],
	problems: [],
};

const never = () => new Promise<never>(() => {});

/** Ingot without a config file. Workers whose name has `dead` in it do not answer. */
const firstRun = async (found: Finding = usual, [columns, rows]: readonly [number, number] = [80, 24]) => {
	const written: string[] = [];
	const connected: string[] = [];
	const closed: string[] = [];
	const store = createStore(
		reduceApp,
		newAppState(settingsWithoutFile('alice'), {file: '/home/alice/config.yaml', exists: false}, {}),
	);
	const setup: SetupTools = {
		file: '/home/alice/config.yaml',
		account: {user: 'alice', plan: 'pro', role: 'owner'},
		find: async () => found,
		refuseExisting: async () => {},
		draft: async ({account, workers}) => ({
			text: `# of ${account.user}, ${account.plan}, ${account.role}\nworkers: ${workers.map(each => each.ssh).join()}\n`,
			settings: {account, sshConfig: undefined, workers},
		}),
		write: async text => {
			written.push(text);
		},
	};
	const actions = createActions({
		store,
		setup,
		async connect(worker) {
			connected.push(worker.name);
			if (worker.name.includes('dead'))
				throw new Failure(`${worker.name} does not answer.`, {kind: 'unreachable', hint: 'Check its power.'});
			return {
				worker,
				facts: async () => facts,
				close: () => void closed.push(worker.name),
				ended: new Promise(() => {}),
				async *changes() {
					yield* [];
					await never();
				},
				devboxes: never,
				images: never,
				inspect: never,
				inspectImage: never,
				networks: never,
				usage: never,
				run: never,
				send: never,
				async *read() {
					yield* [];
					await never();
				},
				async *lines() {
					yield* [];
					await never();
				},
				answers: async () => true,
				prepare() {},
				onSessions: () => {},
			} satisfies Remote;
		},
		runDoctor: () => new Promise(() => {}),
		person: askPerson(store),
		saveStream: async () => '',
		saveText: async () => 'saved',
		interactive: async () => 0,
		requester: {host: 'here', ingot: '0'},
	});
	const screen = await show(<App store={store} actions={actions} marks={makeMarks({unicode: true})} />, {
		columns,
		rows,
	});
	return {...screen, store, written, connected, closed};
};

test('selecting a candidate tests it at once, and its row shows the result', async () => {
	const screen = await firstRun();
	await screen.sees('forge-1');
	await screen.press('enter');
	expect(screen.frame()).toContain('Select a worker with space first');
	await screen.press(' ');
	await screen.sees('[x] ✓ forge-1');
	expect(screen.frame()).toContain('Podman 4.3.1, rootless, 23 GB free');
	await screen.press('down', ' ');
	await screen.sees('[x] ✗ dead-one');
	expect(screen.frame()).toContain('Check its power.');
	expect(screen.frame()).toContain('2 selected.');
	await screen.press(' ');
	await screen.sees('[ ]   dead-one');
	await screen.press('down', ' ');
	expect(screen.frame()).toMatch(/❯ +far +tcp: is not supported/u);
	expect(screen.connected).toEqual(['forge-1', 'dead-one']);
});

test('a cleared candidate is disconnected; a selected one is not connected twice', async () => {
	const screen = await firstRun({candidates: [candidate('a'), candidate('b')], problems: []});
	await screen.sees('[ ]   a');
	await screen.press(' ');
	await screen.sees('✓ a');
	await screen.press('down', ' ');
	await screen.sees('✓ b');
	await screen.press(' ');
	expect(screen.closed).toEqual(['b']);
	await screen.press('enter', 'ctrl+s');
	await screen.sees('workers: a');
	await screen.press('enter');
	await screen.sees('[1 Workers');
	expect(screen.connected).toEqual(['a', 'b']);
});

test('the file is shown, written, and used at once', async () => {
	const screen = await firstRun();
	await screen.sees('forge-1');
	await screen.press(' ', 'down', ' ');
	await screen.sees('✗ dead-one');
	await screen.press('enter');
	await screen.press('ctrl+u');
	await screen.type('b d');
	expect(screen.frame()).toContain('A user ID must start');
	await screen.press('enter', 'enter', 'enter');
	expect(screen.frame()).toContain('A user ID must start');
	await screen.press('ctrl+u');
	await screen.type('bob');
	await screen.press('enter', 'left');
	expect(screen.frame()).toContain('Golden images require the Pro or Enterprise plan');
	await screen.press('right', 'enter', 'right', 'right', 'right');
	expect(screen.frame()).toContain('The role viewer can view');
	await screen.press('left', 'enter');
	await screen.sees('# of bob, pro, member');
	expect(screen.frame()).toContain('/home/alice/config.yaml will contain:');
	expect(screen.frame()).toContain('dead-one does not respond');
	expect(screen.written).toEqual([]);
	await screen.press('enter');
	await screen.sees('/home/alice/config.yaml is written.');
	expect(screen.written).toEqual(['# of bob, pro, member\nworkers: forge-1,dead-one\n']);
	await screen.resize(120, 24);
	expect(screen.frame()).toContain('bob · pro · member');
	await until(() => /forge-1 +ready/u.test(screen.frame()), {seen: screen.frame});
});

test('Esc goes a step back and keeps what was chosen; on the first it leaves, and nothing is written', async () => {
	const screen = await firstRun();
	await screen.sees('forge-1');
	await screen.press(' ');
	await screen.sees('✓ forge-1');
	await screen.press('enter', 'ctrl+u');
	await screen.type('bob');
	await screen.press('ctrl+s');
	await screen.sees('# of bob');
	await screen.press('esc');
	expect(screen.frame()).toMatch(/User id +bob/u);
	await screen.press('esc');
	expect(screen.frame()).toContain('[x] ✓ forge-1');
	await screen.press('enter');
	expect(screen.frame()).toMatch(/User id +bob/u);
	await screen.press('esc', 'esc');
	await until(() => /local +ready/u.test(screen.frame()), {seen: screen.frame});
	expect(screen.frame()).toContain('Press f to find workers');
	expect(screen.written).toEqual([]);
	await screen.press('f');
	expect(screen.frame()).toContain('[x] ✓ forge-1');
});

test('another machine can be typed, with a name, and is tested', async () => {
	const screen = await firstRun({candidates: [], problems: []});
	await screen.sees('No hosts in');
	await screen.press('a');
	await screen.type('-x');
	expect(screen.frame()).toContain('Enter an alias');
	await screen.press('enter', 'ctrl+u');
	await screen.type('build=root@10.0.0.5:2222');
	await screen.press('enter');
	await screen.sees('[x] ✓ build');
	expect(screen.frame()).toContain('ssh root@10.0.0.5:2222, entered by you');
	await screen.press('a');
	await screen.type('x=root@10.0.0.5:2222');
	await screen.press('enter');
	expect(screen.connected).toEqual(['build']);
	await screen.press('a', 'esc', 'R');
	expect(screen.frame()).toContain('[x] ✓ build');
	expect(screen.frame()).toContain('space Clear');
});

test('a hostile place cannot rewrite the screen, and a broken file is reported', async () => {
	const evil = candidate('evil', {
		from: ['\u001B[2Jdocker context \u202Ex\n'],
		refusal: '\u001B[31mno\u0007',
	});
	const screen = await firstRun({candidates: [evil], problems: ['~/.ssh/config cannot be read: \u001B[2J"']});
	await screen.sees('evil');
	expect(screen.frame()).toContain('! ~/.ssh/config cannot be read');
	expect(screen.frame()).not.toMatch(/\u001B\[2J|\u0007|\u202E/u);
	expect(screen.lines()).toHaveLength(24);
});

test.each(sizes)('every step fits a terminal of %i by %i', async (columns, rows) => {
	const candidates = Array.from({length: 80}, (_, index) => candidate(`forge-${index}-with-a-long-name`));
	const screen = await firstRun({candidates, problems: ['one is broken', 'two are broken']}, [columns, rows]);
	const fits = () => {
		expect(screen.lines()).toHaveLength(rows);
		expect(Math.max(...screen.lines().map(line => line.length))).toBeLessThanOrEqual(columns);
		expect(screen.lines().at(-1)).toMatch(/esc .*Help/u);
	};
	await screen.sees('forge-0');
	fits();
	await screen.press(' ', 'a');
	await screen.sees('1 selected.');
	fits();
	await screen.press('esc', 'enter');
	fits();
	await screen.press('ctrl+s');
	await until(() => screen.frame().includes('will contain:'));
	fits();
});

test('the narrowest terminal says in full what space does, and how many are selected', async () => {
	const screen = await firstRun(usual, [60, 20]);
	await screen.sees('Space selects a worker and connects to it. 0 selected.');
});
