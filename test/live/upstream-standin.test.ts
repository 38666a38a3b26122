import {expect, test} from 'vitest';
import type {Lab} from '../lab/lab.ts';
import {holdUpstream, missing} from './upstream-hold.ts';
import {answering, type UpstreamLab} from './upstream-lab.ts';
import {qemuOf, windowsLab} from './windows-lab.ts';

// The stand-in is for speed only: in everything that Ingot depends on, it must behave as the newest scripts of dockur/windows.
/** What can be seen of a DevBox from its first start to its end, on both sides. */
type Shown = {
	starts: string;
	boots: string[];
	stopped: string;
	marks: string;
	timeUp: string;
	killed: string;
	off: string;
};
type Side = {
	sh: (script: string) => Promise<string>;
	untilReady: (name: string, times: number) => Promise<unknown>;
	off: (name: string) => Promise<unknown>;
	deaf: () => Promise<void>;
};

/** Prints the sockets and files that Ingot uses, the drive of QEMU, and the answer of its monitor. */
const running = (name: string): string => `process=$(podman inspect --format '{{.State.Pid}}' ${name})
	shm=/proc/$process/root/dev/shm
	for each in monitor.sock qemu.pid qemu.pty; do test -e $shm/$each && echo $each; done
	${qemuOf}
	for each in $(qemu_of ${name}); do
		tr '\\0' '\\n' <"/proc/$each/cmdline" | grep -o -e 'file=/storage/[^,]*,id=data3' -e 'cache=none,aio=native' | sort
	done
	echo info status | nc -q 1 -w 1 -U $shm/monitor.sock | tr -d '\\r' | grep -o 'VM status: .*'`;
const state = (name: string) =>
	`podman inspect --format '{{.State.Status}} {{.State.ExitCode}}' ${name}; podman logs --tail 1 ${name} 2>&1 | grep -o 'Shutdown completed!' || true`;

const show = async (side: Side, name: string): Promise<Shown> => {
	const {sh} = side;
	await side.untilReady(name, 1);
	const starts = await sh(running(name));
	const stopped = await sh(`podman stop -t 120 ${name} >/dev/null; ${state(name)}`);
	const marks = await sh(
		`ls "$(podman inspect --format '{{range .Mounts}}{{.Source}}{{end}}' ${name})" | sort`,
	);
	await sh(`podman start ${name}`);
	await side.untilReady(name, 2);
	const kill = `podman exec ${name} sh -c 'kill -9 "$(cat /run/shm/qemu.pid)"'; podman wait ${name} >/dev/null`;
	const killed = await sh(`${kill}; ${state(name)}`);
	await sh(`podman start ${name}`);
	await side.untilReady(name, 3);
	await side.off(name);
	const off = await sh(`podman wait ${name} >/dev/null; ${state(name)}`);
	const said = await sh(`podman logs ${name} 2>&1`);
	await sh(`podman rm ${name}`);
	await side.deaf();
	await side.untilReady('deaf', 1);
	const timeUp = await sh(`podman stop -t 120 deaf >/dev/null; ${state('deaf')}`);
	const boots = [...said.matchAll(/guest ready boots=(\d+)/gu)].map(([, boot]) => boot ?? '');
	return {starts, boots, stopped, marks, timeUp, killed, off};
};

let lab: Lab;
let win: UpstreamLab;
holdUpstream('both', async held => {
	({lab, win} = held);
	await lab.addWorker('stand', 'windows');
});

test.skipIf(missing !== '')(
	'the stand-in starts, stops and dies as a Windows DevBox with the real scripts does',
	async () => {
		const stand = windowsLab(lab, 'stand');
		const standIn = await show(
			{
				sh: stand.sh,
				untilReady: (name, times) => stand.untilSaid(name, 'guest ready', times),
				off: name => stand.ask(name, 'off'),
				deaf: () => stand.make('deaf', 'raw', 'volume', '--env', 'IGNORE_POWERDOWN=1', '--env', 'TIMEOUT=12'),
			},
			'win11',
		);
		await win.make('win11', {options: answering});
		const real = await show(
			{
				sh: win.sh,
				untilReady: (name, times) => win.untilBooted(name, times),
				off: name => win.ask(name, 'off'),
				deaf: () => win.make('deaf', {settings: 'deaf=1', options: ['--env', 'TIMEOUT=12']}),
			},
			'win11',
		);
		expect(standIn).toEqual(real);
		expect(real).toMatchObject({
			boots: ['2', '3', '4'],
			stopped: 'exited 143\nShutdown completed!',
			killed: 'exited 137',
			off: 'exited 0\nShutdown completed!',
			starts: expect.stringMatching(
				/^monitor\.sock\nqemu\.pid\nqemu\.pty\n[\s\S]*id=data3[\s\S]*VM status: running$/u,
			),
		});
		expect(real.marks.split('\n')).toEqual([
			'data.img',
			...['base', 'boot', 'mac', 'rom', 'vars', 'ver'].map(mark => `windows.${mark}`),
		]);
	},
	600_000,
);
