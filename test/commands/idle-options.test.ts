import {expect, test} from 'vitest';
import {onFleet} from './listed-fleet.ts';

const ingot = onFleet({a: ['web:1 x'], b: ['web:2 y']});

test.each([
	['images prune --name old --yes', '--name needs --keep-last or --keep-within'],
	['images prune --name old --dry-run --json', '--name needs --keep-last or --keep-within'],
	['adopt a --undo', '--undo needs the name of a container'],
	['adopt a --os windows', '--os needs the name of a container'],
	['adopt a box --undo --os windows', '--os means nothing to --undo'],
	['recover --force', '--force needs the id of a job'],
	['create -w a -f api --preview --exclude *.log', '--exclude means nothing to --preview'],
	['create -w a -f api --preview=/srv --no-saved-excludes', '--no-saved-excludes means nothing to --preview'],
	['create -w a -f api --preview --overwrite --tag 2', '--tag means nothing to --preview'],
	['schedules add web:1 -w a --no-saved-excludes -- make', '--no-saved-excludes means nothing to a schedule'],
	[
		'schedules add --prune -w a --keep-last 3 --no-saved-excludes',
		'--no-saved-excludes means nothing to a schedule that deletes old images',
	],
])('ingot %s is refused, because the option would do nothing', async (line, why) => {
	const {code, err, connected} = await ingot(...line.split(' '));
	expect(err).toContain(why);
	expect(code).toBe('usage');
	expect(connected).toEqual([]);
});

const titled = (lines: readonly (readonly string[])[]) =>
	lines.map(argv => [argv.map(each => (/^\S+$/u.test(each) ? each : `'${each}'`)).join(' '), argv] as const);

test.each(
	titled([
		['push', '', 'registry.example.com/web:1'],
		['push', ' ', 'registry.example.com/web:1'],
		['push', 'tag:', 'registry.example.com/web:1'],
		['launch', ''],
		['copy', '', '--to', 'b'],
		['images', 'export', '', 'web.tar'],
		['images', 'export', 'web:1', ''],
		['images', 'show', ''],
		['images', 'sbom', ''],
		['images', 'sbom', 'web:1', '--output', ''],
		['images', 'rm', '', '--yes'],
		['images', 'tag', '', 'web:3'],
		['images', 'diff', '', 'web:1'],
		['schedules', 'add', '', '--', 'make'],
		['schedules', 'run', ''],
		['rm', ''],
		['stop', ''],
		['shell', ''],
		['fork', ''],
		['create', '-w', 'a', '-f', '', '-n', 'x'],
	]),
)('an empty name is refused: ingot %s', async (_, argv) => {
	// One image, which an empty search would find.
	const {code, err} = await onFleet({a: ['web:1 x'], b: []})(...argv);
	expect(err).toMatch(
		/^(?:The name of the (?:image|file|DevBox|schedule) is empty\.|tag: names no image\.)/u,
	);
	expect(code).toBe('usage');
});

test.each(
	titled([
		['images', 'list', '-w', 'a', '-w', 'a', '--json'],
		['images', 'list', '-w', 'a', '--worker=a', '-w', 'a', '--json'],
	]),
)('a worker that is named twice is asked once: ingot %s', async (_, argv) => {
	const {code, out, connected} = await ingot(...argv);
	expect(code).toBe(0);
	expect(out).toHaveLength(1);
	expect(connected).toEqual(['a']);
});

test.each(['attach', 'cancel'])('%s asks a worker that is named twice once', async command => {
	const {connected} = await ingot(command, '20260101-000001-aaaa', '-w', 'a', '-w', 'a');
	expect(connected).toEqual(['a']);
});

test.each(['keep', 'renew'])('--identity %s is refused for an image that is not of Windows', async choice => {
	const {code, err} = await ingot('launch', 'web:1', '--identity', choice);
	expect(err).toContain('--identity is only for images of Windows, and localhost/web:1 is none.');
	expect(code).toBe('refused');
});
