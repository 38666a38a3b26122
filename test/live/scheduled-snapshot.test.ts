import {afterAll, beforeAll, expect, onTestFinished, test} from 'vitest';
import {homeIn, member, ok} from '../driver/homes.ts';
import {until} from '../driver/until.ts';
import {holdLab, type Lab} from '../lab/lab.ts';
import {rowsOf} from './releases-case.ts';

let lab: Lab;
let worker: string;
beforeAll(async () => {
	lab = await holdLab({name: `shots${process.pid}`, workers: 1});
	worker = `${lab.name}-1`;
});
afterAll(() => lab?.release());

const sh = async (script: string): Promise<string> => {
	const {code, stdout, stderr} = await lab.exec('1', ['sh', '-euc', script]);
	expect(code, `${script}: ${stderr}${stdout}`).toBe(0);
	return stdout.trim();
};
const ingot = (...argv: readonly string[]) => homeIn(lab, member('alice')).run(...argv);
const onceAYear = ['--when', '0 0 1 1 *'] as const;
const add = (name: string, ...flags: readonly string[]) =>
	ingot('schedules', 'add', '--snapshot', 'api', '-w', worker, '-n', name, ...flags);

type Row = {
	readonly name: string;
	readonly id: string;
	readonly does: string;
	readonly cron: string;
	readonly lastImage: string | null;
	readonly problem: string | null;
	readonly images?: readonly string[];
	readonly lastRun?: {readonly job: string; readonly outcome: string; readonly text: string};
};
const row = (name: string): Row | undefined =>
	rowsOf(ok(ingot('schedules', 'list', '--json'))).find(each => each.name === name);
const tags = async (name: string): Promise<readonly string[]> =>
	(await sh(`podman images --format '{{.Tag}}' --filter reference=localhost/${name} | sort`))
		.split('\n')
		.filter(tag => tag !== '');
const labelOf = (reference: string, label: string) =>
	sh(`podman image inspect --format '{{index .Labels "${label}"}}' ${reference}`);
/** What its files hold, seen by a container of it. */
const fileIn = (reference: string, path: string) =>
	sh(`podman run --rm --network none --entrypoint cat ${reference} ${path}`);

test('a snapshot fires by itself with cron; each image has the tag, labels and files of its own run, and the last one stays', async () => {
	await sh('podman exec -u 0 api sh -c "echo first >/state"');
	const said = ok(add('api-shots', '--when', '* * * * *', '--secrets', 'keep', '--keep-last', '1'));
	expect(said).toContain(`api-shots is scheduled on ${worker} (cron).`);
	const next = (before: readonly string[]) =>
		until(async () => (await tags('api-shots')).find(tag => !before.includes(tag)), {
			what: 'an image',
			timeoutMs: 240_000,
			seen: () => ok(ingot('jobs')),
		});
	const first = await next([]);
	const [created, content] = await Promise.all([
		labelOf(`localhost/api-shots:${first}`, 'org.opencontainers.image.created'),
		fileIn(`localhost/api-shots:${first}`, '/state'),
	]);
	expect(content).toBe('first');
	await sh('podman exec -u 0 api sh -c "echo second >/state"');
	const second = await next([first]);
	// Another run may have begun before it was written.
	const last =
		(await fileIn(`localhost/api-shots:${second}`, '/state')) === 'first'
			? await next([first, second])
			: second;
	ok(ingot('schedules', 'disable', 'api-shots'));
	await until(() => row('api-shots')?.lastRun?.outcome === 'done', {what: 'the end of the last run'});
	const known = row('api-shots');
	const reference = known?.lastImage ?? '';
	const tag = reference.split(':')[1] ?? '';
	expect(tag >= last).toBe(true);
	expect(await tags('api-shots')).toEqual([tag]);
	for (const each of [first, second, tag]) expect(each).toMatch(/^2\d\d\d-\d\d-\d\d-\d\d\d\d$/u);
	expect(known).toMatchObject({
		does: 'snapshot',
		problem: null,
		lastRun: {text: expect.stringContaining('is ready.')},
	});
	expect(known?.lastRun?.text).toContain('Old images deleted: 1.');
	expect(await labelOf(reference, 'io.clustercode.job')).toBe(known?.lastRun?.job);
	expect(await labelOf(reference, 'io.clustercode.owner')).toBe('alice');
	expect(await labelOf(reference, 'org.opencontainers.image.version')).toBe(tag);
	expect(await labelOf(reference, 'org.opencontainers.image.title')).toBe('api-shots');
	const after = await labelOf(reference, 'org.opencontainers.image.created');
	expect(after > created, `${created} ${after}`).toBe(true);
	expect(after.slice(0, 16).replace('T', '-').replace(':', '')).toBe(tag);
	expect(await fileIn(reference, '/state')).toBe('second');
	expect(await sh("podman ps -a --format '{{.Names}}' | grep -c '^ingot-' || true")).toBe('0');
	expect(await sh('podman images --filter dangling=true --quiet')).toBe('');
	expect(ok(ingot('schedules'))).toMatch(/snapshot api/u);
	ok(ingot('schedules', 'rm', 'api-shots'));
	expect(await tags('api-shots')).toEqual([tag]);
}, 900_000);

test('only images that a schedule made itself are judged by its rule; what is used or named by somebody stays, with the reason', async () => {
	const byHand = [
		'create',
		'-w',
		worker,
		'-f',
		'api',
		'-n',
		'kept-shots',
		'-t',
		'by-hand',
		'--secrets',
		'keep',
	];
	ok(ingot(...byHand));
	ok(add('kept-shots', ...onceAYear, '--secrets', 'keep', '--tag', '%Y%m%d-%H%M%S', '--keep-last', '1'));
	const run = () => ok(ingot('schedules', 'run', 'kept-shots'));
	run();
	const [used = ''] = await tags('kept-shots');
	ok(ingot('launch', `kept-shots:${used}`, '--name', 'of-shot'));
	run();
	const named = (await tags('kept-shots')).find(tag => tag !== used && tag !== 'by-hand') ?? '';
	await sh(`podman tag localhost/kept-shots:${named} localhost/kept-shots:good`);
	run();
	const old = (await tags('kept-shots')).find(tag => ![used, named, 'by-hand', 'good'].includes(tag)) ?? '';
	const log = run();
	expect(log).toContain(`Stays: localhost/kept-shots:${used}, in use by DevBox of-shot.`);
	expect(log).toContain(`Stays: localhost/kept-shots:${named}, it is also kept-shots:good.`);
	expect(log).toContain('Stays: localhost/kept-shots:good, this schedule did not give it that name.');
	expect(log).toContain(`localhost/kept-shots:${old} is deleted.`);
	expect(log).not.toContain('by-hand');
	expect(await tags('kept-shots')).toHaveLength(5);
	await sh('podman rm -f -t 0 of-shot');
	expect(run()).toContain(`localhost/kept-shots:${used} is deleted.`);
	ok(ingot('schedules', 'rm', 'kept-shots'));
	expect(await sh('ls ~/.local/state/ingot/locks')).toBe('');
});

test('a schedule deletes old images by itself, as ingot images prune would, but none whose name another job is using', async () => {
	for (const tag of ['1', '2', '3', '4'])
		ok(ingot('create', '-w', worker, '-f', 'api', '-n', 'tidied', '-t', tag, '--secrets', 'keep'));
	ok(ingot('schedules', 'add', 'tidied:1', '-n', 'uses', '-w', worker, ...onceAYear, '--', 'true'));
	const others = await tags('kept-shots');
	const plan = ok(ingot('images', 'prune', '--keep-last', '1', '--name', 'tidied', '--dry-run', '--json'))
		.trim()
		.split('\n')
		.map(line => JSON.parse(line));
	expect(plan.map(each => each.plan)).toEqual(['keep', 'delete', 'delete', 'keep']);
	const tidy = (...flags: readonly string[]) =>
		ingot('schedules', 'add', '--prune', '-w', worker, '-n', 'tidy', ...flags);
	expect(tidy('tidied')).toMatchObject({
		code: 2,
		stderr: expect.stringContaining('Enter how many images of a name to keep'),
	});
	// As a job would hold it that is about to give the name to its image; before cron begins a run.
	await sh(`cd ~/.local/state/ingot; mkdir -p locks jobs/20261101-000000-held
		read -r boot </proc/sys/kernel/random/boot_id; set -- $(cat /proc/1/stat)
		echo "1 $(cut -d ' ' -f 22 /proc/1/stat) $boot $(cat /proc/sys/kernel/hostname):$(cat /etc/machine-id 2>/dev/null || true)" >jobs/20261101-000000-held/pid
		ln -s 20261101-000000-held locks/image-tidied@2`);
	ok(tidy('tidied', '--when', '* * * * *', '--keep-last', '1'));
	expect(row('tidy')).toMatchObject({does: 'prune', images: ['tidied'], keepLast: 1, keepWithin: null});
	await until(async () => (await tags('tidied')).length < 4 && row('tidy')?.lastRun?.outcome === 'done', {
		what: 'the run',
		timeoutMs: 240_000,
		seen: () => ok(ingot('jobs')),
	});
	ok(ingot('schedules', 'disable', 'tidy'));
	expect(await tags('tidied')).toEqual(['1', '2', '4']);
	await sh('cd ~/.local/state/ingot; rm -r locks/image-tidied@2 jobs/20261101-000000-held');
	const log = ok(ingot('schedules', 'run', 'tidy'));
	for (const {reference, plan: what, why} of plan)
		if (what === 'keep') expect(log).toContain(`Stays: ${reference}, ${why}.`);
	expect(log).toContain('localhost/tidied:2 is deleted.');
	expect(log).toContain('The images are pruned. Old images deleted: 1.');
	expect(await tags('tidied')).toEqual(['1', '4']);
	expect(await tags('kept-shots')).toEqual(others);
	ok(ingot('schedules', 'edit', 'tidy', '--keep-last', '2', '--keep-within', '1h'));
	expect(ok(ingot('schedules', 'run', 'tidy'))).toContain('The images are pruned.');
	for (const name of ['tidy', 'uses']) ok(ingot('schedules', 'rm', name));
	expect(await sh('ls ~/.local/state/ingot/locks')).toBe('');
}, 600_000);

test('n on a DevBox schedules images of it; e changes when, and X makes one at once', async () => {
	const terminal = homeIn(lab, member('alice')).open({columns: 130, rows: 40});
	onTestFinished(() => terminal.close());
	await terminal.sees(/ready/u);
	terminal.type('2');
	await terminal.sees(/api +/u);
	terminal.type('/api').press('enter');
	await terminal.seesNo('shop ');
	terminal.type('n');
	await terminal.sees('Now it would be');
	terminal.press('ctrl+u').type('by-keys').press('tab').press('ctrl+u').type('0 0 1 1 *').press('ctrl+s');
	await terminal.sees(/by-keys: snapshot of api/u);
	await terminal.sees(/ 00:00 UTC: by-keys:2\d\d\d-01-01-0000/u);
	await terminal.sees(/Images kept +the last 7/u);
	terminal.press('enter');
	await until(() => row('by-keys') !== undefined, {what: 'the schedule', seen: () => terminal.screen()});
	await terminal.sees(/Snapshot of +api/u);
	terminal.type('e');
	await terminal.sees('Now it would be');
	terminal.press('tab').press('ctrl+u').type('0 0 2 1 *').press('ctrl+s');
	await terminal.sees('Save schedule');
	terminal.press('enter');
	await until(() => row('by-keys')?.cron === '0 0 2 1 *', {what: 'the edit', seen: () => terminal.screen()});
	terminal.type('X');
	await terminal.sees(/localhost\/by-keys:2\S+ is ready\./u);
	expect(await tags('by-keys')).toHaveLength(1);
	expect(row('by-keys')).toMatchObject({does: 'snapshot', keepLast: 7});
	ok(ingot('schedules', 'rm', 'by-keys'));
	terminal.type('q');
	expect(await terminal.exited).toBe(0);
});

test('what was decided about secrets holds until a file that could hold one changes; then no image is made', async () => {
	await sh(
		'podman exec -u 0 api sh -c "mkdir -p /conf; echo plain >/conf/app.log; echo password: Zq8sT1vW4 >/conf/app.yaml"',
	);
	expect(add('clean', ...onceAYear)).toMatchObject({
		code: 3,
		stderr: expect.stringContaining('The DevBox has what looks like'),
	});
	ok(add('clean', ...onceAYear, '--secrets', 'exclude', '--tag', 'newest', '--overwrite'));
	const run = () => ingot('schedules', 'run', 'clean');
	ok(run());
	expect(await fileIn('localhost/clean:newest', '/conf/app.yaml')).not.toContain('Zq8sT1vW4');
	await sh('podman exec -u 0 api sh -c "echo more >>/conf/app.log"');
	ok(run());
	expect(await fileIn('localhost/clean:newest', '/conf/app.log')).toBe('plain\nmore');
	await sh('podman exec -u 0 api sh -c "echo password: aW7xQ2pL9 >/conf/new.yaml"');
	expect(run()).toMatchObject({
		code: 3,
		stdout: expect.stringContaining(
			'Changed since it was searched for secrets: /conf/new.yaml. Save the schedule again, which searches again (ingot schedules edit)',
		),
	});
	ok(ingot('schedules', 'edit', 'clean'));
	ok(run());
	expect(await fileIn('localhost/clean:newest', '/conf/new.yaml')).not.toContain('aW7xQ2pL9');
	ok(ingot('schedules', 'edit', 'clean', '--leave-out', '/conf'));
	await sh('podman exec -u 0 api sh -c "echo password: bR5yK8nM3 >/conf/newer.yaml"');
	ok(run());
	await sh('! podman run --rm --network none --entrypoint ls localhost/clean:newest /conf');
	ok(ingot('schedules', 'rm', 'clean'));
	await sh('podman exec -u 0 api rm -r /conf');
});

test('patterns of what to leave out are refused when a schedule is saved, and by a run if they came later', async () => {
	const keep = ['--secrets', 'keep'] as const;
	await sh('podman exec -u 0 api sh -c "echo \'*.log\' >/.ingotignore"');
	expect(add('patterns', ...onceAYear, ...keep)).toMatchObject({
		code: 3,
		stderr: expect.stringContaining('api has .ingotignore patterns, which a schedule cannot apply'),
	});
	await sh('podman exec -u 0 api rm /.ingotignore');
	ok(add('patterns', ...onceAYear, ...keep, '--tag', 'newest', '--overwrite'));
	const run = () => ingot('schedules', 'run', 'patterns');
	ok(run());
	await sh('podman exec -u 0 api sh -c "echo \'*.log\' >/.ingotignore"');
	expect(run()).toMatchObject({
		code: 3,
		stdout: expect.stringContaining('api has a .ingotignore file by now'),
	});
	await sh('podman exec -u 0 api rm /.ingotignore');
	await sh(`mkdir -p ~/.local/state/ingot/excludes
		echo '*.log' >~/.local/state/ingot/excludes/$(podman container inspect --format '{{.Id}}' api)`);
	expect(run()).toMatchObject({
		code: 3,
		stdout: expect.stringContaining('Patterns of what to leave out were saved for api meanwhile'),
	});
	expect(ingot('schedules', 'edit', 'patterns')).toMatchObject({
		code: 3,
		stderr: expect.stringContaining('The worker has saved patterns for api'),
	});
	ok(ingot('schedules', 'edit', 'patterns', '--no-saved-excludes'));
	await sh('rm -r ~/.local/state/ingot/excludes');
	ok(ingot('schedules', 'rm', 'patterns'));
});

test('what could never work is refused when the schedule is saved', () => {
	for (const [flags, why] of [
		[['--tag', 'v1'], 'Every run would have this tag'],
		[['--when', 'hourly', '--tag', '%Y-%m-%d'], 'Two runs would have the tag'],
		[['--tag', '%s'], 'Use only %Y'],
		[['--env', 'A=b'], '--env means nothing to a schedule that creates images of a DevBox.'],
	] as const)
		expect(add('never', ...flags, '--secrets', 'keep'), why).toMatchObject({
			code: 2,
			stderr: expect.stringContaining(why),
		});
	const from = (devbox: string) =>
		ingot('schedules', 'add', '--snapshot', devbox, '-w', worker, '-n', 'never', '--secrets', 'keep');
	expect(from('idle')).toMatchObject({
		code: 3,
		stderr: expect.stringContaining('No image can be made of idle'),
	});
	expect(from('bobs-box').code).toBe(3);
	expect(from('nobody').code).toBe(2);
	expect(ingot('schedules', 'add').stderr).toContain('There is nothing to schedule.');
	expect(row('never')).toBeUndefined();
});

test('a run says why it makes no image: a taken tag, a stopped DevBox, one that was created anew, one that is gone', async () => {
	ok(add('refused', ...onceAYear, '--tag', '%Y', '--secrets', 'keep'));
	const run = () => ingot('schedules', 'run', 'refused');
	ok(run());
	const [year = ''] = await tags('refused');
	expect(run()).toMatchObject({
		code: 5,
		stdout: expect.stringContaining(`localhost/refused:${year} exists already, so this run makes no image.`),
	});
	await sh('podman stop -t 0 api');
	expect(run()).toMatchObject({
		code: 3,
		stdout: expect.stringContaining('The DevBox api is exited, not running. Start it'),
	});
	await sh('podman rename api other; podman create --name api localhost/devbase:1 sh');
	await sh('podman start other');
	expect(run().stdout).toContain(`localhost/refused:${year} exists already`);
	await sh('podman stop -t 0 other; podman rename other was-api');
	await sh('podman rm -f -t 0 was-api');
	expect(run()).toMatchObject({
		code: 3,
		stdout: expect.stringContaining('The DevBox api was created anew since the schedule was saved'),
	});
	await sh('podman rm api');
	expect(run()).toMatchObject({
		code: 3,
		stdout: expect.stringContaining('The DevBox api is gone. Delete the schedule, or choose another DevBox'),
	});
	expect(row('refused')?.lastRun).toMatchObject({
		outcome: 'refused',
		text: expect.stringContaining('The DevBox api is gone.'),
	});
	expect(ingot('schedules').stderr).toContain(
		`refused on ${worker}: last run refused: The DevBox api is gone. Delete the schedule`,
	);
	expect(ingot('schedules', 'edit', 'refused')).toMatchObject({
		code: 2,
		stderr: expect.stringContaining(`The DevBox api of this schedule is gone from ${worker}.`),
	});
	ok(ingot('schedules', 'edit', 'refused', '--snapshot', 'shop', '--tag', '%Y-%m', '--secrets', 'keep'));
	ok(run());
	expect(await tags('refused')).toHaveLength(2);
	ok(ingot('schedules', 'rm', 'refused'));
}, 600_000);
