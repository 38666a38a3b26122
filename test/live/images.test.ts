import {afterAll, beforeAll, expect, onTestFinished, test} from 'vitest';
import {homeIn, member, ok} from '../driver/homes.ts';
import {until} from '../driver/until.ts';
import {holdLab, type Lab} from '../lab/lab.ts';

let lab: Lab;
let worker: string;
beforeAll(async () => {
	lab = await holdLab({name: `images${process.pid}`, workers: 1});
	worker = `${lab.name}-1`;
});
afterAll(() => lab?.release());

const sh = async (script: string): Promise<string> => {
	const {code, stdout, stderr} = await lab.exec('1', ['sh', '-euc', script]);
	expect(code, `${script}: ${stderr}${stdout}`).toBe(0);
	return stdout.trim();
};
const homeOf = (user: string, role = 'member') =>
	homeIn(lab, member(user).replace('role: member', `role: ${role}`));
const ingot = (...argv: readonly string[]) => homeOf('alice').run(...argv);
const idOf = (image: string) => sh(`podman image inspect --format '{{.Id}}' ${image}`);
const exists = async (image: string) =>
	(await lab.exec('1', ['podman', 'image', 'exists', image])).code === 0;

test('a tag is one more name of the same image, and only its owner or an admin may add it', async () => {
	ok(ingot('create', '-w', worker, '-f', 'api', '-n', 'golden', '-t', 'v1', '-c', 'fast'));
	const id = await idOf('localhost/golden:v1');
	ok(ingot('images', 'tag', 'golden:v1', 'golden:stable'));
	expect(await idOf('localhost/golden:stable')).toBe(id);
	expect(ingot('images', 'tag', 'golden:v1', 'golden:stable').code).toBe(5);
	expect(ingot('images', 'tag', 'golden:v1', 'Golden:x').code).toBe(2);
	expect(homeOf('bob').run('images', 'tag', 'golden:v1', 'mine:1').code).toBe(3);
	ok(homeOf('bob', 'admin').run('images', 'tag', 'golden:v1', 'golden:by-admin'));
	expect(await idOf('localhost/golden:by-admin')).toBe(id);
});

test('show prints what Podman knows of an image, and no value of a variable', async () => {
	const shown = JSON.parse(ok(ingot('images', 'show', 'golden:v1', '--json')));
	const [inspected] = JSON.parse(await sh('podman image inspect localhost/golden:v1'));
	const history = JSON.parse(await sh('podman history --no-trunc --format json localhost/golden:v1'));
	expect(shown).toMatchObject({
		id: inspected.Id,
		labels: inspected.Labels,
		user: inspected.Config.User ?? '',
	});
	expect(shown.layers.map((each: {bytes: number}) => each.bytes)).toEqual(
		history.map((each: {size: number}) => each.size),
	);
	expect(shown.variables).toEqual(inspected.Config.Env.map((each: string) => each.split('=')[0]));
	expect(shown.lineage[0]).toBe('localhost/node-base:22');
	expect(shown.job).toBe(inspected.Labels['io.clustercode.job']);
	const text = ok(ingot('images', 'show', 'golden:v1'));
	expect(text).toMatch(/Lineage +localhost\/node-base:22/u);
	expect(text).not.toContain('PATH=');
});

test('diff names the labels and files that differ', async () => {
	await sh('podman exec -u 0 api sh -c "echo new >/home/dev/only-in-v2"');
	ok(ingot('create', '-w', worker, '-f', 'api', '-n', 'golden', '-t', 'v2', '-c', 'slow'));
	const {differences, paths} = JSON.parse(ok(ingot('images', 'diff', 'golden:v1', 'golden:v2', '--json')));
	expect(differences).toContainEqual({
		what: 'label org.opencontainers.image.version',
		from: 'v1',
		to: 'v2',
	});
	expect(differences.find((each: {what: string}) => each.what === 'capabilities').to).toContain('slow');
	expect(paths).toContainEqual({kind: 'added', path: '/home/dev/only-in-v2'});
	expect(ok(ingot('images', 'diff', 'golden:v1', 'golden:v2'))).toMatch(/added +\/home\/dev\/only-in-v2/u);
});

test('prune removes own images without a name, unless a DevBox needs them', async () => {
	ok(ingot('launch', 'golden:v2', '--name', 'holder'));
	const held = await idOf('localhost/golden:v2');
	await sh('podman untag localhost/golden:v2');
	expect(ok(ingot('images', 'prune', '--dry-run'))).toContain('no unnamed images');
	await sh('podman rm -f -t 0 holder');
	expect(ok(homeOf('bob').run('images', 'prune', '--yes'))).toContain('no unnamed images');
	expect(ok(ingot('images', 'prune', '--dry-run'))).toContain(held.slice(0, 12));
	expect(await exists(held)).toBe(true);
	expect(ingot('images', 'prune').code).toBe(2);
	const pruned = ingot('images', 'prune', '--yes');
	expect(pruned.stderr).toMatch(/1 of 1 removed, about .* freed/u);
	expect(await exists(held)).toBe(false);
});

test('an image in use is not removed, and what uses it is named', async () => {
	ok(ingot('create', '-w', worker, '-f', 'api', '-n', 'used', '-t', 'v1'));
	ok(ingot('launch', 'used:v1', '--name', 'user-box'));
	const refused = ingot('images', 'rm', 'used:v1', '--yes', '--force');
	expect(refused.code).toBe(3);
	expect(refused.stderr).toContain('is in use by DevBox user-box.');
	expect(await exists('localhost/used:v1')).toBe(true);
	await sh('podman stop -t 0 user-box');
	expect(ingot('images', 'rm', 'used:v1', '--yes').stderr).toContain('user-box');
	await sh('podman rm -f -t 0 user-box');
	ok(ingot('schedules', 'add', 'used:v1', '-n', 'nightly', '--when', 'daily', '--', 'true'));
	expect(ingot('images', 'rm', 'used:v1', '--yes').stderr).toContain('schedule nightly');
	ok(ingot('images', 'rm', 'used:v1', '--yes', '--force'));
	expect(await exists('localhost/used:v1')).toBe(false);
});

test('the last name removes the image; another name leaves it', async () => {
	const id = await idOf('localhost/golden:v1');
	expect(homeOf('bob').run('images', 'rm', 'golden:v1', '--yes').code).toBe(3);
	const unasked = ingot('images', 'rm', 'golden:by-admin');
	expect([unasked.code, unasked.stderr]).toEqual([2, expect.stringContaining('Add --yes')]);
	expect(ok(ingot('images', 'rm', 'golden:by-admin', '--yes'))).toContain('keeps its other names');
	expect(await idOf('localhost/golden:v1')).toBe(id);
	const json = ok(
		ingot('images', 'rm', 'golden:v1', 'localhost/golden:v1', 'golden:stable', '--yes', '--json'),
	)
		.trim()
		.split('\n')
		.map(line => JSON.parse(line).result);
	expect(json).toEqual(['untagged', 'gone']);
	expect(await exists(id)).toBe(false);
	expect(ok(ingot('images', '--json'))).not.toContain('golden');
});

test('several images are deleted by keys, each as a job, and p deletes those without a name', async () => {
	ok(ingot('create', '-w', worker, '-f', 'api', '-n', 'bulk', '-t', 'v1'));
	ok(ingot('images', 'tag', 'bulk:v1', 'bulk:v2'));
	ok(ingot('create', '-w', worker, '-f', 'api', '-n', 'bulk-held', '-t', 'v1'));
	ok(ingot('create', '-w', worker, '-f', 'api', '-n', 'left', '-t', 'v1'));
	ok(ingot('launch', 'bulk-held:v1', '--name', 'keeper'));
	const [bulk, held, left] = await Promise.all(
		['bulk:v1', 'bulk-held:v1', 'left:v1'].map(each => idOf(`localhost/${each}`)),
	);
	await sh('podman untag localhost/left:v1');
	const terminal = homeOf('alice').open({columns: 110, rows: 30});
	onTestFinished(() => terminal.close());
	await terminal.sees(/ready/u);
	terminal.type('3');
	await terminal.sees(/bulk-held +v1/u);
	terminal.type('/bulk').press('enter');
	await terminal.seesNo('node-base ');
	terminal.type(' ').press('down').type(' ').press('down').type(' ');
	await terminal.sees('3 selected');
	terminal.type('d');
	await terminal.sees('Delete 2 of 3 images?');
	await terminal.sees(/bulk-held:v1 .*skipped, in use by DevBox keeper/u);
	terminal.type('delete 2').press('enter');
	await terminal.sees('2 jobs started.');
	await until(async () => !(await exists(bulk ?? '')), {what: 'the image to go'});
	expect(await exists(held ?? '')).toBe(true);
	terminal.type('p');
	await terminal.sees('Delete 1 unnamed image?');
	await terminal.sees(left?.slice(0, 12) ?? '');
	terminal.type('y');
	await until(async () => !(await exists(left ?? '')), {what: 'the unnamed image to go'});
	const ended = () =>
		ok(ingot('jobs', '--json'))
			.trim()
			.split('\n')
			.map(line => JSON.parse(line) as {kind: string; state: string; title: string})
			.filter(({kind}) => kind === 'delete' || kind === 'prune')
			.map(({title, state}) => `${title}: ${state}`)
			.toSorted();
	await until(() => ended().every(each => each.endsWith('done')), {what: 'the jobs to end'});
	expect(ended()).toEqual(['Delete 1 unnamed image: done', 'Delete bulk:v1: done', 'Delete bulk:v2: done']);
	terminal.type('q');
	expect(await terminal.exited).toBe(0);
});

test('prune --keep-last deletes the oldest of a name, but nothing that is used, and says why the rest stays', async () => {
	for (const tag of ['1', '2', '3', '4'])
		ok(
			ingot('create', '-w', worker, '-f', 'api', '-n', 'daily', '-t', tag, '-c', 'fast', '--secrets', 'keep'),
		);
	ok(ingot('launch', 'daily:2', '--name', 'of-two'));
	const ids = await Promise.all(['1', '2', '3', '4'].map(tag => idOf(`localhost/daily:${tag}`)));
	const listed = ok(ingot('images', 'prune', '--keep-last', '2', '--name', 'daily', '--dry-run', '--json'));
	const plan = listed
		.trim()
		.split('\n')
		.map(line => JSON.parse(line));
	expect(plan.map(each => [each.reference, each.plan, each.why])).toEqual([
		['localhost/daily:4', 'keep', 'the newest of its name'],
		['localhost/daily:3', 'keep', 'one of the newest 2 of its name'],
		['localhost/daily:2', 'keep', 'in use by DevBox of-two'],
		['localhost/daily:1', 'delete', 'number 4 of its name by age'],
	]);
	expect(await exists('localhost/daily:1')).toBe(true);
	const bob = homeOf('bob').run('images', 'prune', '--keep-last', '1', '--name', 'daily', '--yes');
	expect(ok(bob)).toContain('no images of these names');
	expect(ok(ingot('images', 'prune', '--keep-last', '2', '--name', 'daily', '--yes'))).toContain(
		'localhost/daily:1 is deleted.',
	);
	expect(
		await sh("podman images --format '{{.Tag}}' --filter reference=localhost/daily | sort | xargs"),
	).toBe('2 3 4');
	expect(await exists(ids[0] ?? '')).toBe(false);
	for (const [argv, why] of [
		[['--keep-last', '0'], '--keep-last 0 is not a number of images.'],
		[['--keep-within', 'soon'], '--keep-within soon is not an age.'],
	] as const) {
		const refused = ingot('images', 'prune', ...argv);
		expect(refused).toMatchObject({code: 2});
		expect(refused.stderr).toContain(why);
	}
	await sh('podman rm -f -t 0 of-two');
});
