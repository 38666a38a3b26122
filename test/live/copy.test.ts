import {beforeEach, expect, onTestFinished, test} from 'vitest';
import {homeIn, ok} from '../driver/homes.ts';
import {type CopyLab, holdCopyLab, lost, traces} from './copy-lab.ts';
import {outcomeOf, snapshotLab} from './snapshot-lab.ts';

let on: CopyLab;
let before: string;
const mib = 1024 ** 2;

holdCopyLab('copy', held => {
	on = held;
});
beforeEach(async () => {
	before = await traces(on.b);
});

const identity = `{{.Id}} {{.Digest}} {{json .RootFS}} {{json .Labels}}`;
/** What Podman says of an image on both workers. */
const both = (reference: string) =>
	Promise.all([on.a, on.b].map(({sh}) => sh(`podman image inspect --format '${identity}' ${reference}`)));
const files = (reference: string, {sh}: {sh(script: string): Promise<string>}) =>
	sh(
		`podman run --rm --network none ${reference} sh -c 'find / -xdev -type f -name "*-[0-9]" -exec sha256sum {} +' | sort`,
	);

test('an image is the same on the other worker, and only what is missing was sent', async () => {
	await on.make('whole', [4096, 100, 3000]);
	const planned = await on.plan('localhost/whole:1');
	const {events, sent} = await on.run(planned);
	expect(outcomeOf(events)).toBe('done: localhost/whole:1 is ready.');
	const [here, there] = await both('localhost/whole:1');
	expect(there).toBe(here);
	expect(await files('localhost/whole:1', on.b)).toBe(await files('localhost/whole:1', on.a));
	expect(sent / (planned?.bytes ?? 0)).toBeLessThan(1.05);
	expect(await on.plan('localhost/whole:1')).toBeUndefined();
	const id = here?.split(' ')[0];
	expect(await on.b.sh(`cat "$HOME/.local/state/ingot/images/${id}/origin"; ls -A /var/tmp`)).toBe(
		on.a.remote.worker.name,
	);
});

test('of an image whose lower layers are there, only the top one is sent', async () => {
	await on.make('top', [64], 'localhost/whole:1');
	const {events, sent} = await on.run(await on.plan('localhost/top:1'));
	expect(outcomeOf(events)).toBe('done: localhost/top:1 is ready.');
	const [here, there] = await both('localhost/top:1');
	expect(there).toBe(here);
	expect(sent).toBeLessThan(80 * 1024);
	expect(await on.a.sh('ls -A /var/tmp | grep ingot || true')).toBe('');
});

test('another name for an image that is there sends nothing', async () => {
	await on.a.sh('podman tag localhost/whole:1 localhost/other-name:1');
	const {events, sent} = await on.run(await on.plan('localhost/other-name:1'));
	expect([outcomeOf(events), sent]).toEqual(['done: localhost/other-name:1 is ready.', 0]);
});

test('after a cut in the middle, the copy is resumed at its layer', async () => {
	await on.make('cut', [6000, 6000, 6000]);
	const planned = await on.plan('localhost/cut:1');
	const {events, sent} = await on.run(planned, async function* (bytes, again) {
		let passed = 0;
		for await (const chunk of bytes) {
			yield chunk;
			passed += chunk.length;
			if (!again && passed > 10 * mib) throw lost();
		}
	});
	expect(outcomeOf(events)).toBe('done: localhost/cut:1 is ready.');
	const [here, there] = await both('localhost/cut:1');
	expect(there).toBe(here);
	// The first layer had arrived; the second one is sent twice at most.
	expect(sent).toBeLessThan(26_000 * 1024);
});

test('a layer that is damaged on its way is refused, and nothing is left', async () => {
	await on.make('damaged', [500, 500]);
	const {events} = await on.run(await on.plan('localhost/damaged:1'), async function* (bytes) {
		let passed = 0;
		for await (const chunk of bytes) {
			const copy = Uint8Array.from(chunk);
			if (passed < 700 * 1024 && passed + chunk.length > 700 * 1024) {
				const at = 700 * 1024 - passed;
				copy[at] = (copy[at] ?? 0) ^ 1;
			}
			passed += chunk.length;
			yield copy;
		}
	});
	expect(outcomeOf(events)).toMatch(/^failed: A layer was damaged on its way/u);
	expect(await traces(on.b)).toBe(before);
});

test('a name that another image has there is refused, or replaced when asked to', async () => {
	await on.make('taken', [10]);
	await on.b.sh('podman tag localhost/devbase:1 localhost/taken:1');
	await expect(on.plan('localhost/taken:1')).rejects.toMatchObject({kind: 'conflict'});
	const {events} = await on.run(await on.plan('localhost/taken:1', {overwrite: true}));
	expect(outcomeOf(events)).toBe('done: localhost/taken:1 is ready.');
	const [here, there] = await both('localhost/taken:1');
	expect(there).toBe(here);
});

test('a worker without enough space is reported before a byte is sent', async () => {
	await on.make('large', [30_000]);
	await on.lab.addWorker('full', 'full', {storageMb: 100});
	const full = await snapshotLab(on.lab, 'full');
	try {
		const {events, sent} = await on.run(await on.plan('localhost/large:1', {}, full), undefined, full);
		expect(outcomeOf(events)).toMatch(/^failed: Not enough disk space: .* the copy needs 9\d MiB/u);
		expect(sent).toBe(0);
	} finally {
		full.remote.close();
	}
	// What cannot be received is no job that may be left alone.
	const [from, to] = [`${on.lab.name}-a`, `${on.lab.name}-full`];
	const {code, stdout, stderr} = homeIn(on.lab).run('copy', 'large:1', '-w', from, '--to', to, '--detach');
	expect([code, stdout]).toEqual([1, expect.stringContaining('Not enough disk space')]);
	expect(stderr).not.toContain('attach');
});

test('one command copies to several workers at the same time, and one that fails does not stop the others', async () => {
	const reference = await on.make('fleet', [30_000]);
	await on.lab.addWorker('c', 'plain');
	const [a, b, c, full] = ['a', 'b', 'c', 'full'].map(each => `${on.lab.name}-${each}`) as [
		string,
		string,
		string,
		string,
	];
	const home = homeIn(on.lab);
	const argv = ['copy', reference, '--worker', a, '--to', `${full},${b},${c}`];
	const {code, stdout, stderr} = home.run(...argv);
	expect(code, stderr + stdout).toBe(1);
	expect(stdout).toMatch(new RegExp(`^✓ ${b}: ${reference} is ready\\.$`, 'mu'));
	expect(stdout).toMatch(new RegExp(`^✓ ${c}: ${reference} is ready\\.$`, 'mu'));
	expect(stdout).toMatch(new RegExp(`^✗ ${full}: Not enough disk space`, 'mu'));
	expect(stdout).toMatch(new RegExp(`^${b}: ✓ `, 'mu'));
	expect(stderr).toContain(
		`2 of 3 copies succeeded.\nTry the rest again: ingot copy ${reference} --worker ${a} --to ${full}\n`,
	);
	const third = await snapshotLab(on.lab, 'c');
	onTestFinished(() => third.remote.close());
	const ids = [on.a, on.b, third].map(({sh}) => sh(`podman image inspect --format '{{.Id}}' ${reference}`));
	const [id, ...others] = await Promise.all(ids);
	expect(others).toEqual([id, id]);
	const [onB, onC] = [b, c].map(worker => {
		const rows = ok(home.run('jobs', '--json', '-w', worker))
			.trim()
			.split('\n')
			.map(line => JSON.parse(line));
		return rows.find(({kind, name}) => kind === 'copy' && name === reference);
	});
	expect(Date.parse(onB.askedAt)).toBeLessThan(Date.parse(onC.endedAt));
	expect(Date.parse(onC.askedAt)).toBeLessThan(Date.parse(onB.endedAt));

	const again = home.run(...argv, '--json');
	expect(again.code).toBe(1);
	const rows = again.stdout
		.trim()
		.split('\n')
		.map(line => JSON.parse(line));
	expect(rows.filter(row => row.kind !== undefined).every(row => row.worker === full)).toBe(true);
	const name = {name: reference, image: id};
	expect(rows.filter(row => row.result !== undefined)).toEqual([
		{worker: full, ...name, result: 'failed', message: expect.stringContaining('Not enough disk space')},
		{worker: b, ...name, result: 'exists', message: `${reference} was there already.`},
		{worker: c, ...name, result: 'exists', message: `${reference} was there already.`},
	]);
});

test('Ctrl-C cancels the copies to all workers, which keep nothing of them', async () => {
	const reference = await on.make('stopped', [80_000]);
	const c = await snapshotLab(on.lab, 'c');
	onTestFinished(() => c.remote.close());
	const earlier = [await traces(on.b), await traces(c)];
	const workers = [on.b.remote.worker.name, c.remote.worker.name];
	const terminal = homeIn(on.lab).ask(
		...['copy', reference, '--worker', on.a.remote.worker.name, '--to', workers.join(',')],
	);
	onTestFinished(() => terminal.close());
	for (const worker of workers) await terminal.sees(new RegExp(`^${worker}: › `, 'mu'));
	terminal.press('ctrl+c');
	await terminal.sees(/0 of 2 copies succeeded\.\s+Try the rest again:/u);
	for (const worker of workers) await terminal.sees(new RegExp(`^✗ ${worker}: .*[Cc]ancel`, 'mu'));
	expect([await traces(on.b), await traces(c)]).toEqual(earlier);
});
