import {afterAll, afterEach, beforeAll, beforeEach, expect, test} from 'vitest';
import type {PlannedSnapshot} from '../../source/jobs/create-image.ts';
import {recoverJob} from '../../source/jobs/recover-job.ts';
import {until} from '../driver/until.ts';
import {allEvents, outcomeOf, withStep} from './snapshot-lab.ts';
import {type FaultLab, faultLab, folderOf, wait} from './windows-faults-lab.ts';

// A Windows that runs on while its disk is copied, with something that answers as a guest agent does.
let faults: FaultLab;
let before: string;
beforeAll(async () => {
	faults = await faultLab('livefault', 'small-windows');
	await faults.win.sh('podman rm -f -v -t 0 win11'); // the processor is for this one
	await faults.win.make('live', 'raw', 'volume', '--env', 'QMP=1');
	await faults.win.untilSaid('live', 'count=2');
	await faults.win.sh(`podman exec -d live sh -c 'mkfifo /tmp/say; nc -lkU /run/shm/qga.sock <>/tmp/say | while read -r line; do
			echo "$line" >>/tmp/heard; echo "{\\"return\\": 1}" >/tmp/say; done'`);
	await until(
		() =>
			faults.win.sh('podman exec live test -S /run/shm/qga.sock').then(
				() => true,
				() => false,
			),
		{what: 'the agent'},
	);
});
afterAll(() => faults?.release());
const traces = async () =>
	`${await faults.traces()}${await faults.win.sh(`ls '${await faults.win.storage('live')}'`)}`;
beforeEach(async () => {
	before = await traces();
});
afterEach(() => faults.win.sh('podman exec live rm -f /tmp/heard; rm -f /var/tmp/filling'));

/** A live snapshot in which this happens while Windows stands still, before its state is copied. */
const plan = async (meanwhile: string): Promise<PlannedSnapshot> => {
	const {on} = faults;
	const planned = on.plan(await on.look('live'), {name: 'made', method: 'live'});
	return withStep(
		planned,
		'copy',
		run => `mkdir bin
			printf '#!/bin/sh\\n%s\\nexec /bin/cp "$@"\\n' '${meanwhile}' >bin/cp
			chmod 755 bin/cp
			PATH=$PWD/bin:$PATH ${run}`,
	);
};
const monitor = (command: string) =>
	faults.win.sh(`podman exec live sh -c 'echo "${command}" | nc -q 1 -w 1 -U /run/shm/monitor.sock'`);
const countOf = async () =>
	Number(/count=(\d+)/u.exec(await faults.win.ask('live', 'counter'))?.[1] ?? Number.NaN);
const runsOn = async () => {
	expect(await monitor('info status')).toContain('VM status: running');
	expect(await monitor('info block-jobs')).toContain('No active jobs');
	const count = await countOf();
	await until(async () => (await countOf()) > count, {what: 'the guest to count on'});
	await expect.poll(traces, {timeout: 120_000}).toBe(before);
};
const heard = () => faults.win.sh('podman exec live cat /tmp/heard');
/** Kills the script and the runner at once, while Windows stands still and its files are frozen. */
const killBoth = async (planned: PlannedSnapshot) => {
	const folder = folderOf(planned);
	await faults.submit(planned);
	await faults.when(
		`test -s ${folder}/files-frozen && pgrep -fx 'sleep 98765'`,
		`read -r runner rest <${folder}/pid; read -r script rest <${folder}/step.pid; 
			kill -9 "$runner" "$script" $(pgrep -f '[w]indows-disk-snapshot.sh copy_live') || true`,
	);
	expect(await monitor('info status')).toContain('paused');
};
const ended = async ({request}: PlannedSnapshot) => {
	const events = await allEvents(faults.on.remote, request.id);
	return {outcome: outcomeOf(events), said: events.map(({text}) => text)};
};

test('a disk that is full while QEMU copies: the snapshot fails, and Windows keeps running', async () => {
	const planned = await plan(
		'head -c $((($(df -Pk /var/tmp | tail -n 1 | tr -s " " | cut -d " " -f 4) - 20480) * 1024)) /dev/zero >/var/tmp/filling',
	);
	expect(await faults.run(planned)).toMatch(/^failed: QEMU could not copy the disk: .*No space left/u);
	await faults.win.sh('rm /var/tmp/filling');
	await runsOn();
	expect(await heard()).toMatch(/fsfreeze-freeze.*fsfreeze-thaw"\}$/su);
});

test('a script and a runner that are killed while the files are frozen: they are thawed, and Windows keeps running', async () => {
	const planned = await plan(wait);
	await killBoth(planned);
	expect(await heard()).not.toContain('thaw');
	await recoverJob(faults.on.remote, planned.request.id);
	const {outcome, said} = await ended(planned);
	expect(outcome).toMatch(/^interrupted: [^.]+ rolled back\.$/u);
	expect(said).toContain('Windows continues.');
	expect(await heard()).toMatch(/fsfreeze-thaw"\}$/u);
	await runsOn();
});

test('a QMP socket that somebody else holds does not keep Windows frozen', async () => {
	const planned = await plan(`podman exec -d live sh -c "sleep 1000 | nc -U /run/shm/qmp.sock"; ${wait}`);
	await killBoth(planned);
	await recoverJob(faults.on.remote, planned.request.id);
	const {outcome, said} = await ended(planned);
	expect(outcome).toMatch(/^interrupted: [^.]+ rolled back\.$/u);
	expect(said).toContain('Windows continues.');
	await faults.win.sh("pkill -f '[s]leep 1000'");
	await runsOn();
});

test('a QEMU that does not answer at all is reported with the command that resumes Windows', async () => {
	const planned = await plan(wait);
	const {folder, qemu} = {folder: folderOf(planned), qemu: 'pkill -x qemu-system-x86'};
	await killBoth(planned);
	await faults.win.sh(`${qemu} -STOP`);
	await recoverJob(faults.on.remote, planned.request.id);
	const {outcome} = await ended(planned);
	await faults.win.sh(`${qemu} -CONT`);
	const command = /on the worker: (podman exec live .*)$/u.exec(outcome)?.[1];
	expect(command, outcome).toBeDefined();
	await faults.win.sh(`${command}; rm -rf ${folder}/files-frozen`);
	await runsOn();
});

test('after all of that a live snapshot succeeds', async () => {
	const planned = await plan(':');
	expect((await ended(await submitted(planned))).outcome).toBe('done: localhost/made:1 is ready.');
});
const submitted = async (planned: PlannedSnapshot) => {
	await faults.submit(planned);
	return planned;
};
