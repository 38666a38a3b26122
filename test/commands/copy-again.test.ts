import {describe, expect, test} from 'vitest';
import {type Fleet, idOf, onFleet} from './listed-fleet.ts';

const mid = 'localhost/mid:1';

/** A dry run, with the image's name and what follows it. */
const copied = (fleet: Fleet, ...argv: readonly string[]) =>
	onFleet(fleet)('copy', 'mid:1', '--dry-run', ...argv);

describe('ingot copy', () => {
	test('leaves a worker alone that has the image already, however often it is asked', async () => {
		const {code, out} = await copied({a: ['mid:1 x'], b: ['mid:1 x']}, '--to', 'b');
		expect(out).toEqual([`${mid} is already on b.`]);
		expect(code).toBe(0);
	});

	test('takes any of several workers with the same image, of those that can be reached', async () => {
		const fleet: Fleet = {away: undefined, a: ['mid:1 x'], b: ['mid:1 x'], c: ['mid:1 x'], d: []};
		const {code, out, err} = await copied(fleet, '--to', 'd,b');
		expect(err).toContain('d: Lacks 0 of 0 layers');
		expect(out).toContain('Copy mid:1 from a');
		expect(code).toBe(0);
	});

	test('asks which one is meant where the images of that name differ', async () => {
		const {code, err} = await copied({a: ['mid:1 x'], b: ['mid:1 y'], c: ['mid:1 x']}, '--to', 'c');
		expect(err).toContain('mid:1 matches several images: mid:1 on a, mid:1 on b.');
		expect(code).toBe('usage');
	});

	test('copies from the only worker that has the image, although it is named as a target, too', async () => {
		const {code, out} = await copied({a: ['mid:1 x'], b: []}, '--to', 'a,b');
		expect(out).toContain('Copy mid:1 from a');
		expect(out.at(-1)).toBe(`✓ a: ${mid} was there already.`);
		expect(code).toBe(0);
	});

	test('has nothing to do where every worker with the image is a target', async () => {
		expect(await copied({a: ['mid:1 x'], b: ['mid:1 x']}, '--to', 'a,b')).toMatchObject({
			code: 0,
			out: [`✓ a: ${mid} was there already.`, `✓ b: ${mid} was there already.`],
		});
	});

	test('refuses a source that is named as a target', async () => {
		const {code, err} = await copied({a: ['mid:1 x'], b: []}, '--to', 'a', '--worker', 'a');
		expect(err).toContain('The image is on a already');
		expect(code).toBe('usage');
	});
});

describe('a dry run of a copy to several workers', () => {
	const fleet: Fleet = {a: ['mid:1 x'], has: ['mid:1 x'], other: ['mid:1 y'], lacks: []};
	const to = ['--worker', 'a', '--to', 'has,lacks,other'];

	test('says which have the image already, and which cannot get it', async () => {
		const {code, out} = await copied(fleet, ...to);
		expect(out[0]).toBe('Copy mid:1 from a');
		expect(out.slice(-2)).toEqual([
			`✓ has: ${mid} was there already.`,
			`✗ other: ${mid} on other is another image.`,
		]);
		expect(code).toBe(5);
	});

	test('says so in JSON, one object for each worker', async () => {
		const rows = (await copied(fleet, ...to, '--json')).out.map(line => JSON.parse(line));
		const image = {name: mid, image: idOf('x')};
		expect(rows).toEqual([
			expect.objectContaining({worker: 'lacks', reference: mid, steps: expect.anything()}),
			{worker: 'has', ...image, result: 'exists', message: `${mid} was there already.`},
			{worker: 'other', ...image, result: 'conflict', message: `${mid} on other is another image.`},
		]);
	});
});

test.each(['push mid:1 registry.example.com/mid:1', 'images export mid:1 mid.tar'])(
	'ingot %s asks for the worker where several have the image',
	async line => {
		const {code, err} = await onFleet({a: ['mid:1 x'], b: ['mid:1 x']})(...line.split(' '));
		expect(err).toContain('mid:1 matches several images: mid:1 on a, mid:1 on b.');
		expect(code).toBe('usage');
	},
);

describe('the summary of a copy to several workers', () => {
	const fleet: Fleet = {a: ['mid:1 x'], other: ['mid:1 y'], away: undefined};
	const to = (targets: string) => onFleet(fleet)('copy', 'mid:1', '--worker', 'a', '--to', targets);

	test('repeats the command only for workers where it can succeed as it is', async () => {
		const {err, code} = await to('other,away');
		expect(err).toContain('0 of 2 copies succeeded.');
		expect(err).toContain(`Try away again: ingot copy ${mid} --worker a --to away\n`);
		expect(err).toContain('The same command fails again for other: do what is said above first.');
		expect(code).toBe(5);
	});
});

test('a plan in JSON names the image', async () => {
	const {out} = await copied({a: ['mid:1 x'], b: []}, '--to', 'b', '--json');
	expect(JSON.parse(out[0] ?? '')).toMatchObject({worker: 'b', name: mid, reference: mid});
});

test('an archive on stdin is refused with what to do instead, before a worker is asked', async () => {
	const {err, code, connected} = await onFleet({a: []})('images', 'import', '-', '-w', 'a');
	expect(err).toContain('An archive cannot be imported from stdin. Save it to a file and import that');
	expect(code).toBe('usage');
	expect(connected).toEqual([]);
});

test.each(['web:1@sha256:abc', 'r.example.com/WEB:1', 'web:1'])(
	'%s is no name in a registry, and the hint shows what one is',
	async name => {
		const {err} = await onFleet({a: []})('pull', name, '-w', 'a');
		expect(err).toContain('is not a name in a registry.');
		expect(err).toContain('Use a name such as registry.example.com/web:1, or web:1 with `registry`');
	},
);
