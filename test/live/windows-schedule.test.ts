import {afterAll, beforeAll, expect, test} from 'vitest';
import {homeIn, member, ok} from '../driver/homes.ts';
import {until} from '../driver/until.ts';
import {holdLab, type Lab} from '../lab/lab.ts';
import {type WindowsLab, windowsLab} from './windows-lab.ts';

// A golden image of the stand-in for Windows, launched by a schedule.
let lab: Lab;
let win: WindowsLab;
beforeAll(async () => {
	lab = await holdLab({name: `winsched${process.pid}`, workers: 0});
	await lab.addWorker('win', 'windows');
	win = windowsLab(lab, 'win');
	await win.untilSaid('win11', 'guest ready');
});
afterAll(() => lab?.release());

const worker = () => `${lab.name}-win`;
function ingot(...argv: readonly string[]) {
	return homeIn(lab, member('alice')).run(...argv);
}
const onceAYear = ['--when', '0 0 1 1 *'];
const devboxes = () => win.sh('podman ps -a --format "{{.Names}} {{.Status}}"');

test('a command runs in the container around Windows, which is shut down afterwards', async () => {
	await win.ask('win11', 'put', 'notes.txt', 'tuned by hand');
	ok(ingot('create', '-w', worker(), '-f', 'win11', '-n', 'golden', '--yes'));
	await win.sh('podman rm -f -v -t 0 win11'); // the processor is for the runs
	const wait = 'until guest get notes.txt; do sleep 1; done';
	ok(
		ingot(
			'schedules',
			'add',
			'golden',
			'-n',
			'nightly',
			...onceAYear,
			'--after',
			'stop',
			'--',
			'sh',
			'-c',
			wait,
		),
	);
	const run = ok(ingot('schedules', 'run', 'nightly'));
	expect(run).toContain('tuned by hand');
	expect(run).toContain('Stop the DevBox');
	// It pressed the power button and waited: a Windows that is killed ends with 137.
	expect(await win.state('nightly')).toBe('exited 143');
	expect(await win.said('nightly')).toContain('guest ready');
	ok(ingot('schedules', 'rm', 'nightly'));
	await win.sh('podman rm -f -v -t 0 nightly');
}, 900_000);

test('without a command Windows runs until it shuts down by itself, and is removed', async () => {
	ok(ingot('schedules', 'add', 'golden', '-n', 'own', ...onceAYear));
	const id = ok(ingot('schedules', 'run', 'own', '--detach')).trim();
	await until(async () => (await devboxes()).includes('own Up'), {
		what: 'the start',
		timeoutMs: 60_000,
		seen: () => ok(ingot('attach', id)),
	});
	await win.untilSaid('own', 'guest ready');
	await win.ask('own', 'off');
	expect(ok(ingot('attach', id))).toContain('It shut down by itself');
	expect(await devboxes()).not.toContain('own');
	ok(ingot('schedules', 'rm', 'own'));
}, 900_000);

test('where neither KVM can be used nor emulation is allowed it is refused, as a launch is', async () => {
	await win.sh(': >/tmp/none; [ ! -e /dev/kvm ] || mount --bind /tmp/none /dev/kvm');
	const plain = homeIn(lab, member('alice'), text => text.replace(', emulateWindows: true', ''));
	const refusals = [
		plain.run('schedules', 'add', 'golden', '-n', 'third', ...onceAYear, '--', 'true'),
		plain.run('launch', 'golden', '--name', 'third'),
	];
	for (const {code, stderr} of refusals) {
		expect(code).toBe(3);
		expect(stderr).toContain('cannot host Windows VMs: it has no /dev/kvm');
		expect(stderr).toContain('emulateWindows: true');
	}
	expect(ok(ingot('schedules', 'list', '--json'))).not.toContain('third');
	await win.sh('umount /dev/kvm 2>/dev/null || true');
});
