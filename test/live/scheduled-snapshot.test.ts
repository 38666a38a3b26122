import {afterAll, beforeAll, expect, test} from 'vitest';
import {homeIn, member, ok} from '../driver/homes.ts';
import {until} from '../driver/until.ts';
import {holdLab, type Lab} from '../lab/lab.ts';

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
	readonly lastImage: string | null;
	readonly problem: string | null;
	readonly lastRun?: {readonly job: string; readonly outcome: string; readonly text: string};
};
const row = (name: string): Row | undefined =>
	ok(ingot('schedules', 'list', '--json'))
		.trim()
		.split('\n')
		.filter(line => line !== '')
		.map(line => JSON.parse(line) as Row)
		.find(each => each.name === name);
const tags = async (name: string): Promise<readonly string[]> =>
	(await sh(`podman images --format '{{.Tag}}' --filter reference=localhost/${name} | sort`))
		.split('\n')
		.filter(tag => tag !== '');
const labelOf = (reference: string, label: string) =>
	sh(`podman image inspect --format '{{index .Labels "${label}"}}' ${reference}`);
/** What its files hold, seen by a container of it. */
const fileIn = (reference: string, path: string) =>
	sh(`podman run --rm --network none --entrypoint cat ${reference} ${path}`);

test('a snapshot fires by itself with cron, and each image has the tag, labels and files of its own run', async () => {
	await sh('podman exec -u 0 api sh -c "echo first >/state"');
	const said = ok(add('api-shots', '--when', '* * * * *', '--secrets', 'keep'));
	expect(said).toContain(`api-shots is scheduled on ${worker} (cron).`);
	await until(async () => (await tags('api-shots')).length > 0, {
		what: 'an image',
		timeoutMs: 240_000,
		seen: () => ok(ingot('jobs')),
	});
	const [first = ''] = await tags('api-shots');
	await sh('podman exec -u 0 api sh -c "echo second >/state"');
	await until(async () => (await tags('api-shots')).length > 2, {
		what: 'more images',
		timeoutMs: 300_000,
		seen: () => ok(ingot('jobs')),
	});
	ok(ingot('schedules', 'disable', 'api-shots'));
	await until(() => row('api-shots')?.lastRun?.outcome === 'done', {what: 'the end of the last run'});
	const all = await tags('api-shots');
	for (const tag of all) expect(tag).toMatch(/^2\d\d\d-\d\d-\d\d-\d\d\d\d$/u);
	const last = all.at(-1) ?? '';
	const reference = `localhost/api-shots:${last}`;
	const known = row('api-shots');
	expect(known).toMatchObject({does: 'snapshot', lastImage: reference, problem: null});
	expect(await labelOf(reference, 'io.clustercode.job')).toBe(known?.lastRun?.job);
	expect(await labelOf(reference, 'io.clustercode.owner')).toBe('alice');
	expect(await labelOf(reference, 'org.opencontainers.image.version')).toBe(last);
	expect(await labelOf(reference, 'org.opencontainers.image.title')).toBe('api-shots');
	const created = [first, last].map(tag =>
		labelOf(`localhost/api-shots:${tag}`, 'org.opencontainers.image.created'),
	);
	const [before = '', after = ''] = await Promise.all(created);
	expect(after > before, `${before} ${after}`).toBe(true);
	expect(after.slice(0, 16).replace('T', '-').replace(':', '')).toBe(last);
	expect(await fileIn(`localhost/api-shots:${first}`, '/state')).toBe('first');
	expect(await fileIn(reference, '/state')).toBe('second');
	expect(await sh("podman ps -a --format '{{.Names}}' | grep -c '^ingot-' || true")).toBe('0');
	expect(await sh('podman images --filter dangling=true --quiet')).toBe('');
	expect(ok(ingot('schedules'))).toMatch(/snapshot api/u);
	ok(ingot('schedules', 'rm', 'api-shots'));
	expect(await tags('api-shots')).toEqual(all);
}, 900_000);

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
	expect(from('idle')).toMatchObject({code: 3, stderr: expect.stringContaining('idle cannot be snapshot')});
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
	expect(ingot('schedules', 'edit', 'refused')).toMatchObject({
		code: 2,
		stderr: expect.stringContaining(`The DevBox api of this schedule is gone from ${worker}.`),
	});
	ok(ingot('schedules', 'edit', 'refused', '--snapshot', 'shop', '--tag', '%Y-%m', '--secrets', 'keep'));
	ok(run());
	expect(await tags('refused')).toHaveLength(2);
	ok(ingot('schedules', 'rm', 'refused'));
}, 600_000);
