import {afterAll, beforeAll, expect, test} from 'vitest';
import {homeIn, member, ok} from '../driver/homes.ts';
import {holdLab, type Lab} from '../lab/lab.ts';
import {type WindowsLab, windowsLab} from './windows-lab.ts';

// A golden image of a stand-in for Windows, on its way to other workers.
let lab: Lab;
let win: WindowsLab;
let second: WindowsLab;
let plain: WindowsLab;
const ingot = (...argv: readonly string[]) => homeIn(lab, member('alice')).run(...argv);

beforeAll(async () => {
	lab = await holdLab({name: `wincopy${process.pid}`, workers: 0});
	await Promise.all([lab.addWorker('win', 'windows'), lab.addWorker('plain', 'plain')]);
	[win, plain] = [windowsLab(lab, 'win'), windowsLab(lab, 'plain')];
	await win.untilSaid('win11', 'count=2');
	await win.ask('win11', 'put', 'mine.txt', 'precious');
});
afterAll(() => lab?.release());

const copyTo = (worker: string, ...flags: readonly string[]) =>
	ingot('copy', 'golden:1', '--worker', `${lab.name}-win`, '--to', `${lab.name}-${worker}`, ...flags);
const facts = ({sh}: WindowsLab) =>
	sh(
		`podman image inspect --format '{{.Id}} {{.Digest}} {{json .RootFS}} {{json .Labels}}' localhost/golden:1`,
	);

test('a Windows image copied to a worker that can host it is the same, and what is launched from it has its disk', async () => {
	ok(ingot('create', '-w', `${lab.name}-win`, '-f', 'win11', '-n', 'golden', '-t', '1'));
	await win.sh('podman stop -t 120 win11'); // the processor is for the others
	await lab.addWorker('second', 'windows');
	second = windowsLab(lab, 'second');
	await second.sh('podman rm -f -v -t 0 win11');
	expect(ok(copyTo('second'))).toContain('localhost/golden:1 is ready.');
	expect(await facts(second)).toBe(await facts(win));
	const launched = ok(
		ingot(
			...['launch', 'localhost/golden:1', '-w', `${lab.name}-second`, '--name', 'one'],
			...['--network', 'none'],
		),
	);
	expect(launched).toContain('QEMU runs with the disk of the image');
	await second.untilSaid('one', 'guest ready');
	expect(await second.ask('one', 'get', 'mine.txt')).toBe('precious');
	expect(await second.said('one')).not.toContain('installing');
	await second.sh('podman rm -f -v -t 0 one');
	expect(await second.sh('ls -A /var/tmp')).toBe('');
});

test('a worker that cannot host Windows is refused before a byte is sent, and gets the image when that is forced', async () => {
	const traces = () => plain.sh("podman images --all --format '{{.ID}} {{.Names}}'; ls -A /var/tmp");
	const before = await traces();
	const refused = copyTo('plain');
	expect(refused.code).toBe(3);
	expect(refused.stderr).toMatch(
		/localhost\/golden:1 cannot run on \S+-plain: this worker cannot host Windows VMs: /u,
	);
	expect(refused.stderr).toContain('--force');
	expect(await traces()).toBe(before);
	expect(ok(copyTo('plain', '--force'))).toContain('localhost/golden:1 is ready.');
	expect(await facts(plain)).toBe(await facts(win));
});
