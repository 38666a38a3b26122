import type {UpstreamBox} from './upstream-lab.ts';
import {qemuOf} from './windows-lab.ts';

/** What a cell is expected to be: right, or refused with such a sentence. */
export type Expected = 'right' | RegExp;

/** One kind of DevBox as people have it, and what is expected of its snapshots and launches. */
export type UpstreamCase = {
	readonly name: string;
	readonly box?: Omit<UpstreamBox, 'generation' | 'start'>;
	/** Run in the worker when its /storage ($2) is there and before it starts; $1 is its name. */
	readonly before?: string;
	/** Run in the worker beside the snapshot by stop; $1 is its name. */
	readonly beside?: string;
	/** Only where these generations can do it. */
	readonly only?: readonly string[];
	/** A worker with so little room. */
	readonly storageMb?: number;
	/** Run in the worker before the snapshot, when it has booted; it is off then, and stays off. */
	readonly off?: string;
	/** How the guest of the first launch finds its disk left, `clean` when left out. */
	readonly left?: 'clean' | 'unclean';
	/** Nothing after the first launch. */
	readonly short?: boolean | undefined;
	readonly create?: readonly string[];
	readonly launch?: readonly string[];
	/** The first launch, `right` when left out; nothing follows one that is refused. */
	readonly launched?: Expected;
	/** A snapshot while it runs; nothing: it is not tried. */
	readonly live?: Expected;
	/** The snapshot for which it is shut down, `right` when left out. */
	readonly stop?: Expected;
	/** What the guest of every launch says besides. */
	readonly says?: string;
	/** A refusal comes late: Windows has been asked to shut down, and runs again. */
	readonly restarted?: boolean;
	/** Further disks that the clone's QEMU has open, and the folders where they are. */
	readonly disks?: readonly string[];
	readonly folders?: readonly string[];
};

const qmp = ['--env', 'QMP=unix:/run/shm/qmp.sock,server=on,wait=off'];
const newest = ['2026-08'];
const env = (...variables: readonly string[]) => variables.flatMap(each => ['--env', each]);
/** As soon as the entrypoint has heard of the stop. Podman runs nothing in a DevBox that stops. */
const killInShutdown = `${qemuOf}
	inside=/proc/$(podman inspect --format '{{.State.Pid}}' "$1")
	qemu=$(qemu_of "$1")
	until [ -e "$inside/root/dev/shm/qemu.end" ]; do
		[ -d "$inside" ] || exit 0
		sleep 0.1
	done
	kill -9 $qemu`;
const onXfs = `truncate -s 400M "/home/$1.xfs"
	mkfs.xfs -q "/home/$1.xfs"
	mkdir -p "/home/storage/$1.kept"
	cp -a --sparse=always "$2/." "/home/storage/$1.kept"
	mount -o loop "/home/$1.xfs" "$2"
	cp -a --sparse=always "/home/storage/$1.kept/." "$2"
	rm -rf "/home/storage/$1.kept"`;

/** The rows of the table; more of them are more lines here. */
export const upstreamCases: readonly UpstreamCase[] = [
	{name: 'raw, named volume'},
	{name: 'qcow2, bind', box: {disk: 'qcow2', place: 'bind'}},
	{name: 'raw, anonymous', box: {place: 'anonymous'}},
	{name: 'nvme', box: {options: env('DISK_TYPE=nvme')}},
	{name: 'TPM', box: {options: env('TPM=Y')}, says: 'guest tpm own'},
	{name: 'BIOS', box: {options: env('BOOT_MODE=windows_legacy')}, says: 'guest firmware BIOS'},
	{
		name: 'second disk',
		box: {options: [...env('DISK2_SIZE=128M'), '--volume', 'second-disk:/storage2']},
		disks: ['/storage2/data2.qcow2'],
		folders: ['/storage2'],
	},
	{name: 'DISK_NAME', box: {options: env('DISK_NAME=system')}, before: 'mv "$2/data.img" "$2/system.img"'},
	{
		name: '--rm, named volume',
		box: {options: ['--rm']},
		stop: /removed (when|as soon as) it (stops|ends)|--rm/u,
	},
	{
		name: '--rm, anonymous, live',
		box: {place: 'anonymous', options: ['--rm', ...qmp]},
		only: newest,
		live: 'right',
		stop: /removed (when|as soon as) it (stops|ends)|--rm/u,
	},
	{name: 'live', box: {options: qmp}, only: newest, live: 'right'},
	{
		name: 'compose-made',
		box: {
			place: 'bind',
			options: [
				...['--restart', 'unless-stopped', '--label', 'com.docker.compose.project=office'],
				...['--label', 'com.docker.compose.service=windows', '--label', 'io.podman.compose.project=office'],
			],
		},
	},
	{name: 'ALLOCATE=Y', box: {options: env('ALLOCATE=Y', 'DISK_SIZE=1G')}},
	{name: 'copy on write (xfs)', box: {place: 'bind'}, before: onXfs},
	{
		name: 'custom ISO',
		box: {options: ['--volume', '/home/windows.iso:/custom.iso']},
		before: 'echo windows.1048576.iso >"$2/windows.base"',
	},
	{
		name: 'other language',
		box: {options: env('LANGUAGE=German')},
		before: 'echo win11x64_de.iso >"$2/windows.base"',
	},
	{
		name: 'backup of 300 MB beside it',
		before: 'head -c 300M /dev/urandom >"$2/backup.zip"',
	},
	{name: 'SHUTDOWN=N', box: {options: env('SHUTDOWN=N')}, only: newest, stop: /SHUTDOWN is turned off/u},
	{
		name: 'deaf to ACPI',
		box: {settings: 'deaf=1', options: env('TIMEOUT=12', 'QEMU_TIMEOUT=12')},
		stop: /did not shut down in time|not (been )?shut down/u,
		restarted: true,
	},
	{
		name: 'killed while shutting down',
		box: {settings: 'deaf=1'},
		beside: killInShutdown,
		stop: /not (been )?shut down|killed|dirty|by force/u,
		restarted: true,
	},
	{name: 'hibernates', box: {settings: 'hibernate=1'}, stop: /hibernat/iu, restarted: true},
	{name: 'off, shut down', off: 'podman stop "$1"', create: ['--allow-stopped']},
	{name: 'off, not allowed', off: 'podman stop "$1"', stop: /--allow-stopped/u},
	{name: 'off, killed', off: 'podman kill "$1"', create: ['--allow-stopped'], stop: /not (been )?shut down/u},
	{
		name: 'off, killed, accepted',
		off: 'podman kill "$1"',
		create: ['--allow-stopped', '--accept-unclean'],
		left: 'unclean',
	},
	{
		name: 'hook of the user',
		only: ['2026-08', '2025-10'],
		before: `echo 'echo "a hook of mine"' >/home/hook.sh`,
		launch: ['--volume', '/home/hook.sh:/run/start.sh'],
		says: 'a hook of mine',
	},
	{
		name: 'NAT',
		box: {options: ['--sysctl', 'net.ipv4.ip_forward=1', ...env('NETWORK=Y')]},
		only: newest,
	},
	{name: 'PASS, launched with', box: {options: env('PASS=secret')}, launch: env('PASS=another'), short: true},
	{name: 'PASS, launched without', box: {options: env('PASS=secret')}, launched: /PASS/u},
	{name: 'VERSION=10 at launch', launch: env('VERSION=10'), launched: /VERSION=10 does not fit/u},
	{name: 'DISK_TYPE=nvme at launch', launch: env('DISK_TYPE=nvme'), launched: /DISK_TYPE=nvme does not fit/u},
	{
		name: 'too little memory at launch',
		launch: env('RAM_SIZE=64M'),
		launched: /exit code 16\b[\s\S]*memory/u,
	},
	{name: 'full disk', storageMb: 900, stop: /room|space/u},
];
