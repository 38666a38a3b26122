import {afterAll, beforeAll, expect, test} from 'vitest';
import type {JobEvent} from '../../source/model/job.ts';
import type {Draft} from '../../source/model/snapshot.ts';
import {holdLab, type Lab} from '../lab/lab.ts';
import {outcomeOf, type SnapshotLab, snapshotLab, withStep} from './snapshot-lab.ts';

let lab: Lab;
let on: SnapshotLab;
beforeAll(async () => {
	lab = await holdLab({name: `precopy${process.pid}`, workers: 1, user: 'alice'});
	on = await snapshotLab(lab);
	await on.sh(`podman exec --user root api sh -c '${manyFiles}'`);
});
afterAll(async () => {
	on?.remote.close();
	await lab?.release();
});

/** The last second is over at the end: what was written in it counts as changed. */
const manyFiles = `mkdir -p /srv/many; cd /srv/many; i=0; while [ $i -lt 3000 ]; do
	[ $((i % 100)) != 0 ] || mkdir d$((i / 100)); echo "file $i" >d$((i / 100))/f$i; i=$((i + 1)); done
	until [ "$(date +%s)" -gt "$(stat -c %Z d29/f2999)" ]; do sleep 0.1; done`;

/** Programs that never stop changing things. */
const busy = `cd /srv/many; while :; do
	echo more >>d1/f100; echo new >t; mv t d2/f200; mv d3 d3b; mv d3b d3; rm -rf new; mkdir -p new/deep; echo x >new/deep/x
	ln -f d4/f400 linked; chmod 640 d5/f500; printf y | dd of=d6/f600 conv=notrunc 2>/dev/null; rm -rf d7; mkdir d7; ln -s /etc d7/etc
	mv d8 away; ln -s d9 d8; rm d8; mv away d8
done`;

/** A snapshot whose files are to be compared with what the DevBox held while it was frozen. */
const snapshot = async (draft: Partial<Draft> = {}): Promise<readonly JobEvent[]> => {
	const planned = on.plan(await on.look('api'), {name: 'kept', overwrite: true, method: 'staging', ...draft});
	// Files of this test are young.
	const settled = withStep(
		planned,
		'precopy',
		run => `sed -i s/^unsettled=.*/unsettled=0/ precopy.sh; ${run}`,
	);
	return on.run(
		withStep(settled, 'capture', run => `${run}; rm -rf /root/frozen; cp -a "$(cat upper)" /root/frozen`),
	);
};
const differences = () =>
	on.sh(`layer=$(podman image inspect --format '{{index .GraphDriver.Data "UpperDir"}}' localhost/kept:1)
		rsync -aH --checksum --delete -n -i /root/frozen/ "$layer/" | grep -v '^.d[.]*t[.]* [.]/$' || :`);
const copiedIn = (events: readonly JobEvent[]): readonly number[] => {
	const log = events.map(each => each.text ?? '');
	const text = log.find(each => each.startsWith('Copied while it was frozen'));
	if (text === undefined) throw new Error(`All was copied while it was frozen:\n${log.join('\n')}`);
	return [...text.matchAll(/\d+/gu)].map(Number);
};

test('only what has changed is copied while the DevBox is frozen', async () => {
	const events = await snapshot();
	expect(outcomeOf(events)).toBe('done: localhost/kept:1 is ready.');
	const [copied = 0, all = 0] = copiedIn(events);
	expect(all).toBeGreaterThan(3000);
	expect(copied).toBeLessThan(50);
	expect(await differences()).toBe('');
});

test('the image of a DevBox that never stops changing is what it was when it was frozen', async () => {
	await on.sh(`podman exec --detach --user root api sh -c '${busy}'`);
	try {
		for (let round = 0; round < 3; round += 1) {
			const events = await snapshot();
			expect(outcomeOf(events)).toBe('done: localhost/kept:1 is ready.');
			expect(copiedIn(events)[0]).toBeLessThan(1000);
			expect(await differences()).toBe('');
		}
	} finally {
		await on.sh(
			"podman exec --user root api sh -c 'pkill -f many/d || pkill dd || :'; podman restart --time 0 api",
		);
	}
});

test('contents are compared with a copy that was made while the DevBox was frozen', async () => {
	const planned = on.plan(await on.look('api'), {
		name: 'kept',
		overwrite: true,
		method: 'staging',
		verify: 'full',
	});
	expect(planned.plan.steps.map(step => step.id)).not.toContain('precopy');
});

test('where tar is not GNU’s, all is copied while the DevBox is frozen, and the log says so', async () => {
	const harm = 'mkdir bin; ln -s /bin/false bin/tar; PATH=$PWD/bin:$PATH; export PATH';
	const planned = on.plan(await on.look('api'), {name: 'kept', overwrite: true, method: 'staging'});
	const events = await on.run(withStep(planned, 'precopy', run => `${harm}; ${run}`));
	expect(outcomeOf(events)).toBe('done: localhost/kept:1 is ready.');
	expect(events.map(each => each.text)).toContain(
		'Not possible there: its own layer is copied while it is frozen.',
	);
});

test('where the copy of the running DevBox fails, all is copied while it is frozen', async () => {
	const harm = `sed -i 's/^copy_running() {/&\\nmkdir "$2\\/half"; return 1/' precopy.sh`;
	const planned = on.plan(await on.look('api'), {name: 'kept', overwrite: true, method: 'staging'});
	const events = await on.run(withStep(planned, 'precopy', run => `${harm}; ${run}`));
	expect(outcomeOf(events)).toBe('done: localhost/kept:1 is ready.');
	expect(events.map(each => each.text)).toContain('That failed: its own layer is copied while it is frozen.');
});
