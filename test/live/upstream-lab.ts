import {spawnSync} from 'node:child_process';
import {fileURLToPath} from 'node:url';
import type {Lab} from '../lab/lab.ts';
import {qemuOf, type WindowsLab, windowsLab} from './windows-lab.ts';

/** How a DevBox is made; `options` are podman's, see test/lab/windows/upstream/devbox.sh. */
export type UpstreamBox = {
	generation?: string;
	disk?: 'raw' | 'qcow2';
	place?: 'volume' | 'bind' | 'anonymous';
	/** Settings of its guest: `deaf=1`, `hibernate=1`. */
	settings?: string;
	fillMb?: number;
	state?: 'installed' | 'blank' | 'none';
	start?: boolean;
	/** The value of its OS label, `windows` when left out. */
	osLabel?: string;
	options?: readonly string[];
};

/** What the guest prints when it is ready. */
export type Boot = {
	boots: number;
	count: number;
	/** The previous shutdown; only one by ACPI is clean. */
	last: 'clean' | 'unclean' | 'hibernated' | 'unknown';
	/** NTFS's dirty flag at the boot. */
	ntfs: 'clean' | 'dirty';
	/** The name of the DevBox that the disk was made for. */
	disk: string;
};

/** Windows DevBoxes that run upstream's own scripts, on one worker of kind `upstream`. */
export type UpstreamLab = Omit<WindowsLab, 'make' | 'ask' | 'checkNtfs'> & {
	make(name: string, box?: UpstreamBox): Promise<void>;
	/** All boots in its log, of all its starts. */
	boots(name: string): Promise<Boot[]>;
	/** Waits for boot number `times`, 1 when left out. */
	untilBooted(name: string, times?: number): Promise<Boot>;
	/** The disks that QEMU has open, as paths within the container, backing files too. */
	opened(name: string): Promise<string[]>;
	/** NTFS's dirty flag on a disk that is not in use; a path within the container. */
	ntfs(name: string, disk: string): Promise<'clean' | 'dirty'>;
	/** Asks the guest of a DevBox that was made with `answering`: counter, put NAME TEXT, get NAME, list, off. */
	ask(name: string, ...question: readonly string[]): Promise<string>;
};

const build = fileURLToPath(new URL('../lab/windows/upstream/build.sh', import.meta.url));

/** Why there are no workers of kind `upstream` here; '' when there are. */
export const upstreamMissing = (): string => {
	const {status, stderr} = spawnSync('sh', [build, '--sources'], {encoding: 'utf8'});
	return status === 0 ? '' : stderr.trim();
};

const readBoots = (said: string): Boot[] =>
	[...said.matchAll(/guest ready boots=(\d+) count=(\d+) last=(\w+) ntfs=(\w+) disk=(\S*)/gu)].map(
		([, boots, count, last, ntfs, disk]) => ({
			boots: Number(boots),
			count: Number(count),
			last: last as Boot['last'],
			ntfs: ntfs as Boot['ntfs'],
			disk: disk ?? '',
		}),
	);

const openedScript = `${qemuOf}
for process in $(qemu_of "$1"); do
	find "/proc/$process/fd" -type l -exec readlink {} + | grep -E '\\.(img|qcow2|raw)$|^/dev/(sd|vd|loop|disk)' | sort -u
done`;

const ntfsScript = `podman run --rm --network none --volumes-from "$1" --volume /run/windows:/run/windows:ro --entrypoint sh \\
	"$(podman inspect --format '{{.Image}}' "$1")" -euc '
	qemu-img convert -O raw "$1" /tmp/disk
	od -An -tu1 -j "$(cat /run/windows/ntfs-flags)" -N 1 /tmp/disk' - "$2"`;

const argumentsOf = (name: string, box: UpstreamBox): string[] => {
	const {generation, settings = '', fillMb = 0, state = 'installed', osLabel = 'windows'} = box;
	return [
		'env',
		...(generation === undefined ? [] : [`GENERATION=${generation}`]),
		...[`SETTINGS=${settings}`, `FILL_MB=${fillMb}`, `STATE=${state}`, `OS_LABEL=${osLabel}`],
		`START=${box.start === false ? 0 : 1}`,
		...['sh', '/run/windows/devbox.sh', 'alice', name, box.disk ?? 'raw', box.place ?? 'volume'],
		...(box.options ?? []),
	];
};

/** The podman options for a DevBox that `ask` works with. */
export const answering = [
	'--env',
	'ARGUMENTS=-chardev socket,id=guest,path=/run/shm/guest.sock,server=on,wait=off -serial chardev:guest',
];

export const upstreamLab = (lab: Lab, worker: string): UpstreamLab => {
	const {make: _, checkNtfs: _ntfs, ...shared} = windowsLab(lab, worker);
	const run = async (...argv: readonly string[]): Promise<string> => {
		const {code, stdout, stderr} = await lab.exec(worker, argv);
		if (code !== 0) throw new Error(`${argv.join(' ')}\n→ ${code}: ${stderr}${stdout}`);
		return stdout.trimEnd();
	};
	const boots = async (name: string) => readBoots(await shared.said(name));
	return {
		...shared,
		boots,
		make: async (name, box = {}) => {
			await run(...argumentsOf(name, box));
		},
		untilBooted: async (name, times = 1) => {
			await shared.untilSaid(name, 'guest ready', times);
			const boot = (await boots(name))[times - 1];
			if (!boot) throw new Error(`${name} did not boot ${times} times`);
			return boot;
		},
		opened: async name =>
			(await run('sh', '-c', openedScript, '-', name)).split('\n').filter(line => line !== ''),
		ntfs: async (name, disk) =>
			(Number(await run('sh', '-c', ntfsScript, '-', name, disk)) & 1) === 0 ? 'clean' : 'dirty',
		ask: (name, ...question) => run('sh', '/run/windows/ask.sh', name, ...question),
	};
};
