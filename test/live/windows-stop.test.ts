import {afterAll, describe, expect, test} from 'vitest';
import type {JobEvent} from '../../source/model/job.ts';
import type {Draft} from '../../source/model/snapshot.ts';
import {outcomeOf, type SnapshotLab, snapshotLab} from './snapshot-lab.ts';
import {holdUpstream, missing} from './upstream-hold.ts';
import type {UpstreamBox, UpstreamLab} from './upstream-lab.ts';
import {qemuOf} from './windows-lab.ts';

// On upstream's scripts: what proves a shutdown, and which DevBoxes are not stopped.
let up: UpstreamLab;
let on: SnapshotLab;
holdUpstream('winstop', async ({lab, win}) => {
	up = win;
	on = await snapshotLab(lab, 'win');
});
afterAll(() => on?.remote.close());

const remove = (name: string) =>
	up.sh(
		`podman rm -f -v -t 0 --ignore ${name} >/dev/null; podman volume rm -f ${name}-storage >/dev/null; rm -rf /home/storage/*`,
	);
/** Makes a DevBox, waits until it is up, and removes it in the end. */
const withBox = async (name: string, box: UpstreamBox, act: () => Promise<void>) => {
	await up.make(name, box);
	try {
		await up.untilBooted(name);
		await act();
	} finally {
		await remove(name);
	}
};
const options = (...words: readonly string[]): UpstreamBox => ({options: words});
const snapshot = (name: string, draft: Partial<Draft> = {}): Promise<readonly JobEvent[]> =>
	on.snapshot(name, {name: 'made', overwrite: true, ...draft});
const said = (events: readonly JobEvent[]): string => events.map(event => event.text).join('\n');
const uncleanOf = (reference: string) =>
	up.sh(`podman image inspect --format '{{index .Labels "io.clustercode.unclean"}}' ${reference}`);
/** A snapshot whose DevBox has its QEMU killed as soon as the entrypoint has begun the shutdown. */
const killedSnapshot = async (name: string, draft: Partial<Draft> = {}): Promise<readonly JobEvent[]> => {
	// Counted, since its log holds the shutdowns before this one too, and lines follow quickly.
	const shutdowns = `$(podman logs ${name} 2>&1 | grep -c 'ACPI shutdown')`;
	const before = await up.sh(`echo "${shutdowns}"`);
	const kill = up.sh(`${qemuOf}
		qemu=$(qemu_of ${name})
		for try in $(seq 2000); do
			[ "${shutdowns}" = ${before} ] || exec kill -9 $qemu
			sleep 0.1
		done
		echo 'No shutdown has begun.' >&2
		exit 1`);
	const [events] = await Promise.all([snapshot(name, draft), kill]);
	return events;
};
/** Waits for a boot of a DevBox that has no log, in the file that its terminal is copied to. */
const untilReady = (name: string) =>
	up.sh(`for try in $(seq 480); do
			! podman exec ${name} grep -a 'guest ready' /run/shm/qemu.pty 2>/dev/null || exit 0
			sleep 0.5
		done
		podman ps --all >&2
		podman exec ${name} cat /run/shm/qemu.pty >&2
		exit 1`);

describe.skipIf(missing !== '')(`with upstream’s scripts ${missing}`, () => {
	test.each(['2026-08', '2025-10', '2025-07'])(
		'a Windows of %s is shut down cleanly, proved by its NTFS, and boots once more',
		generation =>
			withBox('win', {generation}, async () => {
				const events = await snapshot('win');
				expect(outcomeOf(events), said(events)).toBe('done: localhost/made:1 is ready.');
				expect(said(events)).toContain('Windows has shut down: its NTFS says so.');
				expect(said(events)).toMatch(/Windows has booted: its QEMU was quiet after \d+ s/u);
				expect(await up.untilBooted('win', 2)).toMatchObject({boots: 3, last: 'clean', ntfs: 'clean'});
				expect(await uncleanOf('localhost/made:1')).toBe('');
			}),
		900_000,
	);

	test('a DevBox with a restart policy stays off during the copy, and starts once', () =>
		withBox('always', options('--restart', 'always'), async () => {
			const events = await snapshot('always');
			expect(outcomeOf(events), said(events)).toBe('done: localhost/made:1 is ready.');
			expect(said(events)).toContain('Its restart policy is always');
			expect(await up.untilBooted('always', 2)).toMatchObject({last: 'clean'});
			expect(await up.boots('always')).toHaveLength(2);
		}));

	test('a DevBox that a stop would remove is not stopped', () =>
		withBox('gone', {place: 'anonymous', options: ['--rm']}, async () => {
			const source = await on.look('gone');
			expect(() => on.plan(source, {overwrite: true})).toThrow('made with --rm, so a stop removes it');
			const blind = {...source, devbox: {...source.devbox, autoRemove: false}};
			expect(outcomeOf(await on.run(on.plan(blind, {overwrite: true})))).toMatch(
				/^refused: The DevBox was made with --rm/u,
			);
			expect(await up.state('gone')).toBe('running 0');
		}));

	test(
		'a QEMU that is killed during the shutdown makes no image, or with --accept-unclean one with a label',
		() =>
			withBox('killed', {settings: 'deaf=1', options: ['-e', 'TIMEOUT=40']}, async () => {
				const events = await killedSnapshot('killed');
				expect(outcomeOf(events), said(events)).toMatch(/^failed: .*--accept-unclean/u);
				expect(await up.untilBooted('killed', 2)).toMatchObject({last: 'unclean', ntfs: 'dirty'});
				const accepted = await killedSnapshot('killed', {acceptUnclean: true});
				expect(outcomeOf(accepted), said(accepted)).toMatch(/^done: .*Its disk is not clean/u);
				expect(await uncleanOf('localhost/made:1')).toMatch(/^(?:killed|dirty)$/u);
			}),
		900_000,
	);

	test('a guest that ignores ACPI is detected by its NTFS when there is no log', async () => {
		await up.make('deaf', {settings: 'deaf=1', options: ['--log-driver', 'none', '-e', 'TIMEOUT=15']});
		await untilReady('deaf');
		const events = await snapshot('deaf');
		expect(outcomeOf(events), said(events)).toMatch(/^failed: NTFS .* is marked for a check/u);
		expect(await untilReady('deaf')).toContain('last=unclean ntfs=dirty');
		await remove('deaf');
	}, 900_000);

	test('with SHUTDOWN=N the snapshot is refused, or its image has a label', () =>
		withBox('abrupt', options('-e', 'SHUTDOWN=N'), async () => {
			const source = await on.look('abrupt');
			expect(() => on.plan(source, {overwrite: true})).toThrow('SHUTDOWN is turned off');
			const events = await snapshot('abrupt', {acceptUnclean: true});
			expect(outcomeOf(events), said(events)).toMatch(/^done: .*Its disk is not clean \(dirty\)/u);
			expect(await uncleanOf('localhost/made:1')).toBe('dirty');
			expect(await up.untilBooted('abrupt', 2)).toMatchObject({last: 'unclean'});
		}));

	test('a Windows that hibernates makes no image', () =>
		withBox('sleepy', {settings: 'hibernate=1', disk: 'qcow2'}, async () => {
			const events = await snapshot('sleepy');
			expect(outcomeOf(events), said(events)).toMatch(/^failed: Windows hibernates.*powercfg \/h off/u);
			expect(await up.state('sleepy')).toBe('running 0');
		}));

	test('a DevBox that is off is copied as it is and stays off; without a shutdown there is no image', () =>
		withBox('off', {disk: 'qcow2', place: 'bind'}, async () => {
			await up.sh('podman stop -t 120 off');
			const before = await up.sh("podman inspect --format '{{.State.FinishedAt}}' off");
			const events = await snapshot('off');
			expect(outcomeOf(events), said(events)).toBe('done: localhost/made:1 is ready.');
			expect(await up.sh("podman inspect --format '{{.State.FinishedAt}}' off")).toBe(before);
			expect(await up.state('off')).toMatch(/^exited/u);
			await up.sh('podman start off');
			await up.untilBooted('off', 2);
			await up.sh('podman kill off; podman wait off');
			const torn = await snapshot('off');
			expect(outcomeOf(torn), said(torn)).toMatch(/^failed: .*--accept-unclean/u);
			expect(await up.state('off')).toMatch(/^exited/u);
		}));

	test('a DevBox that would not start again is refused before anything is stopped', async () => {
		await up.sh('mkdir /home/extra');
		await withBox('kept', options('--volume', '/home/extra:/extra'), async () => {
			await up.sh('rmdir /home/extra');
			expect(outcomeOf(await snapshot('kept'))).toMatch(
				/^refused: .*\/home\/extra is mounted into it and is gone/u,
			);
			await up.sh(
				'mkdir /home/extra; podman run -d --name tied --network container:kept localhost/devbase:1 sleep 999',
			);
			expect(outcomeOf(await snapshot('kept'))).toMatch(/^refused: tied runs in the network of the DevBox/u);
			await up.sh('podman rm -f -t 0 tied');
			expect(await up.boots('kept')).toHaveLength(1);
			expect(await up.state('kept')).toBe('running 0');
		});
	});
});
