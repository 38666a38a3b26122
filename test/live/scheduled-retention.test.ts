import {afterAll, beforeAll, expect, onTestFinished, test} from 'vitest';
import {homeIn, member, ok} from '../driver/homes.ts';
import type {Terminal} from '../driver/terminal.ts';
import {until} from '../driver/until.ts';
import {holdLab, type Lab} from '../lab/lab.ts';
import {rowsOf} from './releases-case.ts';

let lab: Lab;
beforeAll(async () => {
	lab = await holdLab({name: `keeps${process.pid}`, workers: 1});
	await Promise.all([lab.addWorker('systemd', 'systemd'), lab.addWorker('rootless', 'rootless')]);
});
afterAll(() => lab?.release());

const shOn = async (where: string, script: string): Promise<string> => {
	const argv = ['sh', '-euc', script];
	const {code, stdout, stderr} = await lab.exec(where, argv);
	expect(code, `${script}: ${stderr}${stdout}`).toBe(0);
	return stdout.trim();
};
const sh = (script: string) => shOn('1', script);
const ingot = (...argv: readonly string[]) => homeIn(lab, member('alice')).run(...argv);
type Row = {
	readonly name: string;
	readonly id: string;
	readonly lastImage: string | null;
	readonly lastRun?: {readonly job: string; readonly outcome: string; readonly text: string};
};
const row = (name: string): Row | undefined =>
	rowsOf(ok(ingot('schedules', 'list', '--json'))).find(each => each.name === name);
const images = (worker: string, name: string): readonly string[] =>
	rowsOf(ok(ingot('images', '-w', `${lab.name}-${worker}`, '--json'))).flatMap(({reference}) =>
		reference.startsWith(`localhost/${name}:`) ? [reference] : [],
	);

test('a systemd timer, and cron without root, make images by themselves and keep the last one', async () => {
	const workers = ['systemd', 'rootless'] as const;
	for (const worker of workers)
		ok(
			ingot(
				...['schedules', 'add', '--snapshot', 'etl', '-w', `${lab.name}-${worker}`, '-n', `by-${worker}`],
				...['--when', '* * * * *', '--keep-last', '1', '--secrets', 'keep'],
				// Rootless Podman on cgroup v1 cannot freeze a DevBox.
				...(worker === 'rootless' ? ['--method', 'restart', '--yes'] : []),
			),
		);
	const seen = new Map<string, Set<string>>(workers.map(worker => [worker, new Set()]));
	const deletes = (worker: string) => row(`by-${worker}`)?.lastRun?.text.includes('Old images deleted: 1.');
	await until(
		() =>
			workers.every(worker => {
				for (const each of images(worker, `by-${worker}`)) seen.get(worker)?.add(each);
				return (seen.get(worker)?.size ?? 0) > 1 && deletes(worker);
			}),
		{what: 'two runs of each', timeoutMs: 360_000, seen: () => ok(ingot('schedules', '--json'))},
	);
	for (const worker of workers) {
		ok(ingot('schedules', 'disable', `by-${worker}`));
		await until(() => row(`by-${worker}`)?.lastRun?.outcome === 'done', {what: 'the end of the last run'});
		expect(images(worker, `by-${worker}`)).toEqual([row(`by-${worker}`)?.lastImage]);
		ok(ingot('schedules', 'rm', `by-${worker}`));
	}
}, 900_000);

const folder = '~/.local/state/ingot';
const ends = {
	killed: (job: string) => sh(`kill -9 $(cut -d ' ' -f 1 ${folder}/jobs/${job}/pid)`),
	cancelled: async (job: string) => ok(ingot('cancel', job)),
};

test.each(['killed', 'cancelled'] as const)(
	'a run that is %s while it deletes old images keeps the new one, and the next run deletes the rest',
	async how => {
		ok(
			ingot(
				...['schedules', 'add', '--snapshot', 'api', '-w', `${lab.name}-1`, '-n', how, '--when', '0 0 1 1 *'],
				...['--tag', '%Y%m%d-%H%M%S', '--keep-last', '1', '--secrets', 'keep'],
			),
		);
		ok(ingot('schedules', 'run', how));
		const [first = ''] = images('1', how);
		const id = row(how)?.id ?? '';
		// The step waits as it would for a slow Podman.
		await sh(`cd ${folder}/schedules/${id}; cp image-step.sh fast
			{ echo 'until [ -e /tmp/go ]; do sleep 0.1; done'; cat fast; } >image-step.sh`);
		const job = ok(ingot('schedules', 'run', how, '--detach')).trim();
		const lock = `image-${first.replace('localhost/', '').replace(':', '@')}`;
		await until(async () => (await sh(`ls ${folder}/locks`)).includes(lock), {
			what: 'the lock of the old name',
			seen: () => ok(ingot('jobs')),
		});
		await ends[how](job);
		const both = images('1', how);
		expect(both).toHaveLength(2);
		await sh(`cd ${folder}/schedules/${id}; mv fast image-step.sh`);
		const next = ok(ingot('schedules', 'run', how));
		if (how === 'killed') expect(next).toContain(`Job ${job} shows no sign of life`);
		for (const each of both) expect(next).toContain(`${each} is deleted.`);
		expect(images('1', how)).toEqual([row(how)?.lastImage]);
		expect(await sh(`ls ${folder}/locks ${folder}/unfinished | grep -v : || true`)).toBe('');
		const ended = ok(ingot('jobs', '--json'))
			.split('\n')
			.filter(line => line.includes(job));
		expect(ended.join('')).toContain(how === 'killed' ? '"interrupted"' : '"cancelled"');
		ok(ingot('schedules', 'rm', how));
	},
	600_000,
);

test('somebody makes a schedule by keys, sees what a run would delete, edits it, and a run deletes just that', async () => {
	const label = 'LABEL io.clustercode.managed=true io.clustercode.os=linux io.clustercode.owner=alice';
	for (const tag of ['1', '2', '3'])
		await sh(`printf '%s\\n' 'FROM localhost/devbase:1' '${label}' 'LABEL made=${tag}' |
			podman build --quiet --timestamp ${1_700_000_000 + Number(tag)} --tag localhost/typed:${tag} - >/dev/null`);
	const terminal: Terminal = homeIn(lab, member('alice')).open({columns: 100, rows: 32});
	onTestFinished(() => terminal.close());
	await terminal.sees(/3 ready/u);
	terminal.type('5');
	await terminal.sees('No schedules yet');
	terminal.type('O');
	await terminal.sees('Select the worker whose old images a schedule deletes.');
	terminal.type('/').type(`${lab.name}-1`).press('enter');
	await terminal.sees(new RegExp(`❯ .*${lab.name}-1`, 'u'));
	terminal.press('enter');
	await terminal.sees(/A run now would delete|You have no matching images/u);
	terminal.press('tab').type('typed').press('enter').press('tab');
	await terminal.sees(/❯ Keep last/u);
	terminal.press('ctrl+u').type('1');
	await terminal.sees('A run now would delete 2 of 3:');
	await terminal.sees('typed:1: number 3 of its name by age');
	await terminal.sees('typed:3: kept, the newest of its name');
	terminal.press('ctrl+s');
	await terminal.sees(/Now +A run now would delete 2 of 3:/u);
	terminal.press('enter');
	await terminal.sees(/❯ prune .*prune typed/u);
	terminal.type('e');
	await terminal.sees('A run now would delete 2 of 3:');
	terminal.press('tab', 'tab').press('ctrl+u').type('2');
	await terminal.sees('A run now would delete 1 of 3:');
	terminal.press('ctrl+s');
	await terminal.sees('Save schedule');
	terminal.press('enter');
	await terminal.sees(/❯ prune .*prune typed/u);
	terminal.type('X');
	await terminal.sees(/Done in [\d.]+ s: The images are pruned\./u);
	expect(images('1', 'typed').toSorted()).toEqual(['localhost/typed:2', 'localhost/typed:3']);
	ok(ingot('schedules', 'rm', 'prune'));
});

test('a label with line breaks, in an image from elsewhere, makes no image of somebody else old', async () => {
	const label = (owner: string, more = '') =>
		`--label io.clustercode.managed=true --label io.clustercode.os=linux --label io.clustercode.owner=${owner} ${more}`;
	const build = (reference: string, labels: string) =>
		sh(`printf 'FROM localhost/devbase:1\\nLABEL at=${reference}\\n' |
			podman build --quiet ${labels} --tag localhost/${reference} - >/dev/null`);
	await build('bobs:1', label('bob'));
	await build('bobs:2', label('bob'));
	const ids = await Promise.all(['1', '2'].map(tag => sh(`podman image inspect -f '{{.Id}}' bobs:${tag}`)));
	const lines = ids.map((id, index) => `image ${index + 1} ${id} null\nname localhost/bobs:${index + 1}`);
	await build('odd:1', label('alice', `--label "org.opencontainers.image.title=x\n${lines.join('\n')}\n"`));
	ok(
		ingot(
			...['schedules', 'add', '--prune', '-w', `${lab.name}-1`, '-n', 'mine'],
			'--keep-last',
			'1',
			'--when',
			'0 0 1 1 *',
		),
	);
	const said = ok(ingot('schedules', 'run', 'mine'));
	expect(said).toContain('Stays: localhost/odd:1, the newest of its name.');
	expect(said).not.toContain('bobs');
	expect(images('1', 'bobs').toSorted()).toEqual(['localhost/bobs:1', 'localhost/bobs:2']);
	ok(ingot('schedules', 'rm', 'mine'));
});

test('an image that an abandoned build still uses stays, and the rest is deleted', async () => {
	const label = 'LABEL io.clustercode.managed=true io.clustercode.os=linux io.clustercode.owner=alice';
	for (const tag of ['1', '2', '3'])
		await sh(`printf '%s\\n' 'FROM localhost/devbase:1' '${label}' 'LABEL made=${tag}' |
			podman build --quiet --timestamp ${1_700_000_000 + Number(tag)} --tag localhost/left:${tag} - >/dev/null`);
	await sh(`printf 'FROM localhost/left:1\\nRUN touch /tmp/begun; sleep 600\\n' >/tmp/left.containerfile
		podman build --quiet -f /tmp/left.containerfile /tmp >/dev/null 2>&1 &`);
	await until(
		async () => (await sh('podman ps --all --external --format "{{.Names}}"')).includes('working'),
		{
			what: 'the container of the build',
		},
	);
	const said = ok(
		ingot('images', 'prune', '--keep-last', '1', '-w', `${lab.name}-1`, '--name', 'left', '--yes'),
	);
	expect(said).toContain('localhost/left:2 is deleted.');
	expect(said).toContain('Stays: localhost/left:1: localhost/left:1 is in use by a container of a build.');
	expect(images('1', 'left').toSorted()).toEqual(['localhost/left:1', 'localhost/left:3']);
});
