import {afterAll, beforeAll, expect, test} from 'vitest';
import {homeIn, member, ok} from '../driver/homes.ts';
import {holdLab, type Lab} from '../lab/lab.ts';
import {type WindowsLab, windowsLab} from './windows-lab.ts';

let lab: Lab;
let win: WindowsLab;
beforeAll(async () => {
	lab = await holdLab({name: `golden${process.pid}`, workers: 0});
	await lab.addWorker('win', 'windows');
	win = windowsLab(lab, 'win');
	await win.untilSaid('win11', 'count=2');
});
afterAll(() => lab?.release());

const ingot = (...argv: readonly string[]) => homeIn(lab, member('alice')).run(...argv);
const create = (from: string, name: string, ...options: readonly string[]) =>
	ingot('create', '-w', `${lab.name}-win`, '-f', from, '-n', name, '-t', '1', ...options);
/** Everything on the worker that a snapshot that failed must not leave or change. */
const traces = () =>
	win.sh(`mkdir -p ~/.local/state/ingot
		podman inspect --format '{{.Name}} {{.State.Status}}' $(podman ps -aq) | sort
		podman images -a --no-trunc --format '{{.Repository}}:{{.Tag}} {{.Id}}' | sort
		podman volume ls --quiet | sort
		find /var/tmp -mindepth 1 -maxdepth 1
		find ~/.local/state/ingot -name '*.tmp' -o -name '*.qcow2' -o -name '*.img' -o -path '*/locks/*'
		pgrep -x qemu-img || true`);
const counts = async (name: string) => {
	const [, boots, count] = /^boots=(\d+) count=(\d+)$/u.exec(await win.ask(name, 'counter')) ?? [];
	return {boots: Number(boots), count: Number(count)};
};
const labelOf = (image: string, key: string) =>
	win.sh(`podman image inspect --format '{{index .Labels "${key}"}}' ${image}`);
/** Starts a DevBox from an image by hand, and waits until its desktop is there. */
const startFrom = async (image: string, name: string) => {
	await win.sh(`podman run -d --name ${name} --network none ${image}`);
	await win.untilSaid(name, 'guest ready');
};

test('the summary says that the DevBox stops briefly, and where the image can run', async () => {
	const said = ok(create('win11', 'golden', '--dry-run'));
	expect(said).toMatch(/Windows is shut down, its disk is copied \(about \d+ MiB, roughly \d+ s\)/u);
	expect(said).toContain('only on workers that can host Windows VMs');
	expect(said).toContain('io.clustercode.os=windows');
	expect(await win.state('win11')).toBe('running 0');
	const refused = create('win11', 'golden', '--method', 'pause');
	expect(refused.stderr).toContain('the Windows disk must not change while it is copied');
});

test('an image of a running Windows starts with all that was tuned, and is not installed again', async () => {
	await win.ask('win11', 'put', 'notes.txt', 'tuned by "hand", ü $HOME');
	const before = await counts('win11');
	const untouched = await traces();
	expect(ok(create('win11', 'golden', '-c', 'erp'))).toContain('localhost/golden:1 is ready.');
	await win.untilSaid('win11', `guest ready boots=${before.boots + 1}`);
	const after = await counts('win11');
	expect(after.count).toBeGreaterThanOrEqual(before.count);
	expect((await traces()).split('\n').filter(line => !line.startsWith('localhost/golden:1 '))).toEqual(
		untouched.split('\n'),
	);
	expect(await labelOf('localhost/golden:1', 'io.clustercode.os')).toBe('windows');
	expect(await labelOf('localhost/golden:1', 'io.clustercode.launched-by')).toBe('');
	expect(await labelOf('localhost/golden:1', 'io.clustercode.capabilities')).toContain('custom:erp');

	await startFrom('localhost/golden:1', 'first');
	expect(await win.said('first')).toContain('Windows 11 is installed already');
	expect(await win.said('first')).toContain('guest firmware own');
	expect(await win.said('first')).not.toContain('installing');
	expect((await counts('first')).boots).toBe(before.boots + 1);
	expect(await win.ask('first', 'get', 'notes.txt')).toBe('tuned by "hand", ü $HOME');
});

test('its disk is clean, and what is written stays in the new DevBox; a golden image can come from it', async () => {
	await win.ask('first', 'put', 'second.txt', 'more');
	const {boots} = await counts('first');
	await win.sh(`podman stop -t 120 first
		podman run --rm --network none --entrypoint qemu-img --volumes-from first --volume /home:/home localhost/golden:1 \
			convert -O raw /storage/data.qcow2 /home/flat.img`);
	const checked = await win.checkNtfs('/home/flat.img');
	expect(checked).toContain('processed successfully');
	expect(checked).toMatch(/code 0$/u);
	await win.sh(`rm /home/flat.img
		volume=$(podman inspect --format '{{range .Mounts}}{{.Name}}{{end}}' first)
		podman run -d --name again --network none --volume "$volume:/storage" \
			--label io.clustercode.launched-by=alice localhost/golden:1`);
	await win.untilSaid('again', `guest ready boots=${boots + 1}`);
	expect(ok(create('again', 'golden', '--overwrite'))).toContain('localhost/golden:1 is ready.');
	await startFrom('localhost/golden:1', 'second');
	expect(await win.ask('second', 'get', 'second.txt')).toBe('more');
	expect((await counts('second')).boots).toBe(boots + 2);
	await win.sh('podman rm -f -v -t 0 first again second');
});

test('a job whose runner is killed while the disk is packed is rolled back: the DevBox runs, nothing is left', async () => {
	await win.untilSaid('win11', 'guest ready');
	const untouched = await traces();
	const starts = (await win.said('win11')).split('guest ready').length;
	const id = ok(create('win11', 'killed', '--detach')).trim();
	const job = `/root/.local/state/ingot/jobs/${id}`;
	// The step makes that file before it begins to pack. Asked within the worker: the packing is over in a moment.
	await win.sh(`end=$(($(date +%s) + 200))
		until test -e ${job}/progress; do [ "$(date +%s)" -lt "$end" ]; sleep 0.05; done
		read -r pid rest <${job}/pid; kill -9 "$pid"`);
	expect(ok(ingot('jobs'))).toContain('interrupted');
	const told = ingot('attach', id);
	expect(told.stdout + told.stderr).toContain('what it had begun was rolled back');
	expect(await traces()).toBe(untouched);
	await win.untilSaid('win11', 'guest ready', starts);
});

test('a Windows that does not heed the power button is refused, and runs again', async () => {
	await win.make('deaf', 'qcow2', 'bind', '--env', 'IGNORE_POWERDOWN=1', '--env', 'TIMEOUT=2');
	await win.untilSaid('deaf', 'guest ready');
	const untouched = await traces();
	const refused = create('deaf', 'deaf');
	expect(refused.code).not.toBe(0);
	expect(refused.stdout + refused.stderr).toContain(
		'Windows did not shut down in time and was ended by force',
	);
	expect(await traces()).toBe(untouched);
	await win.untilSaid('deaf', 'guest ready', 2);
	await win.sh('podman rm -f -v -t 0 deaf');
});

test('a disk that is qcow2 in a folder of the worker makes an image too', async () => {
	await win.sh('podman rm -f -t 0 win11'); // the processor is for this one
	await win.make('folder', 'qcow2', 'bind');
	await win.untilSaid('folder', 'guest ready');
	const before = await counts('folder');
	ok(create('folder', 'folder'));
	await startFrom('localhost/folder:1', 'third');
	expect((await counts('third')).boots).toBe(before.boots + 1);
	expect(await win.sh('podman exec third ls /storage')).not.toContain('data.img');
});
