import {expect, test} from 'vitest';
import {planSnapshot} from '../../source/jobs/create-image.ts';
import type {DevboxDetail} from '../../source/model/devbox.ts';
import type {Draft} from '../../source/model/snapshot.ts';
import {possibleMethods} from '../../source/model/snapshot-methods.ts';
import {secondsToShutDown} from '../../source/model/windows-stop.ts';
import {chooseMethod} from '../../source/plan/snapshot-method.ts';
import {windowsSnapshotPlan} from '../../source/plan/windows-snapshot.ts';
import {request as linuxRequest, source as linuxSource} from './sources.ts';

const devbox: DevboxDetail = {
	...linuxSource.devbox,
	labels: {...linuxSource.devbox.labels, 'io.clustercode.os': 'windows'},
	imageReference: 'localhost/windows-base:11',
};
const source = {...linuxSource, devbox};
const roomy = {...source, diskSpace: {...source.diskSpace, storageFreeBytes: 3 * 1024 ** 3}};
const request = {...linuxRequest, source, method: 'stop' as const};
const {id, imageId} = devbox;
const script = (...argv: string[]) => ['sh', './windows-disk-snapshot.sh', ...argv];

test('one that is off is copied as it is, without a stop and a start', () => {
	const off = {...source, devbox: {...devbox, state: 'stopped' as const}};
	expect(possibleMethods(off)).toEqual(['off']);
	const {method, because} = chooseMethod(off, 'auto');
	expect(method).toBe('off');
	expect(because).toContain('nothing is stopped, and it stays off');
	expect(() => chooseMethod(off, 'live')).toThrow('needs a running DevBox');
	const {steps} = windowsSnapshotPlan({...request, source: off, method});
	expect(steps.map(step => step.id).slice(0, 5)).toEqual(['check', 'prepare', 'copy', 'proof', 'convert']);
	expect(steps[0]?.argv).toEqual(script('check_off', id, 'alice', 'localhost/web:1', 'no', 'self-hosted'));
	expect(steps[2]?.argv).toEqual(script('copy_off', id, 'no'));
});

const changed = (change: Partial<DevboxDetail>) => ({
	...source,
	devbox: {...devbox, ...change, labels: {...devbox.labels, ...change.labels}},
});
const qmp = [...devbox.env, 'QMP=unix:/run/shm/qmp.sock,server=on,wait=off'];
const unstoppable: readonly [string, Partial<DevboxDetail>, string][] = [
	['made with --rm', {autoRemove: true}, 'a stop removes it'],
	['of a systemd unit', {labels: {PODMAN_SYSTEMD_UNIT: 'win.service'}}, 'the systemd unit win.service'],
	['that a stop kills', {stopSignal: 'SIGKILL'}, 'a stop is like a power cut'],
	['whose QEMU is ended at once', {env: [...devbox.env, 'SHUTDOWN=N']}, 'SHUTDOWN is turned off'],
];
test.each(unstoppable)(
	'one %s is never stopped: live where QEMU answers, refused where not',
	(...[, change, why]) => {
		const without = changed(change);
		expect(() => chooseMethod(without, 'auto')).toThrow(why);
		expect(() => chooseMethod(without, 'stop')).toThrow(why);
		const roomyWithout = {...without, diskSpace: roomy.diskSpace};
		const answering = {...roomyWithout, devbox: {...without.devbox, env: [...(change.env ?? []), ...qmp]}};
		expect(possibleMethods(answering)).toEqual(['live']);
		const {method, because} = chooseMethod(answering, 'auto');
		expect(method).toBe('live');
		expect(because).toContain(why);
		expect(because).toContain('crash-consistent');
		expect(() => chooseMethod(answering, 'stop')).toThrow(why);
	},
);

test('one of podman-compose is stopped: its label names a unit that rarely exists', () => {
	const composed = changed({labels: {PODMAN_SYSTEMD_UNIT: 'podman-compose@office.service'}});
	expect(chooseMethod(composed, 'auto').method).toBe('stop');
	expect(possibleMethods(composed)).toEqual(['stop', 'live']);
});

test('a stop that only tears the disk is possible where an unclean one is accepted', () => {
	const torn = changed({env: [...devbox.env, 'SHUTDOWN=no']});
	expect(chooseMethod(torn, 'auto', {acceptUnclean: true}).method).toBe('stop');
	expect(() => chooseMethod(changed({autoRemove: true}), 'auto', {acceptUnclean: true})).toThrow('--rm');
	const {steps} = windowsSnapshotPlan({...request, draft: {...request.draft, acceptUnclean: true}});
	expect(steps.find(step => step.id === 'proof')?.argv).toEqual(script('proof', id, imageId, 'yes', '110'));
});

test.each([
	['what the newer entrypoints give', {}, undefined, 250],
	['a short TIMEOUT, which the oldest does not heed', {env: ['TIMEOUT=30']}, undefined, 250],
	['the older name of it', {env: ['QEMU_TIMEOUT=300', 'TIMEOUT=30']}, undefined, 630],
	['nonsense in it', {env: ['TIMEOUT=soon']}, undefined, 250],
	["the container's own time", {stopTimeout: 900}, undefined, 900],
	['a longer time that was asked for', {}, 1200, 1200],
	['a shorter one, which does not count', {}, 20, 250],
])('a shutdown may take as long as the greatest of all says: %s', (...[, change, asked, seconds]) => {
	expect(secondsToShutDown({...devbox, ...change}, asked)).toBe(seconds);
});

test.each([
	['Windows', source, {identity: []}, 'no identity that could be cleared'],
	['Linux', linuxSource, {stopTimeout: 300}, '--stop-timeout is only for Windows DevBoxes.'],
	['Linux', linuxSource, {acceptUnclean: true}, '--accept-unclean is only for Windows DevBoxes.'],
] as const)(
	'a DevBox of %s is not made into an image with what only the other system has',
	(...[, of, change, why]) => {
		const draft: Draft = {...linuxRequest.draft, ...change};
		const requester = {
			account: {user: 'alice', plan: 'pro', role: 'member'},
			host: 'here',
			ingot: '0',
		} as const;
		expect(() => planSnapshot(of, draft, requester)).toThrow(why);
	},
);
