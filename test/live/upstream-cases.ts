import type {UpstreamBox} from './upstream-lab.ts';
import {qemuOf} from './windows-lab.ts';

/** The expected result of a step: right, or refused with such a message. */
export type Expected = 'right' | RegExp;

/** A row of the table: how a DevBox is made, and the expected results of its snapshots and launches. */
export type UpstreamCase = {
	readonly name: string;
	readonly box?: Omit<UpstreamBox, 'generation' | 'start'>;
	/** A script for the worker, run before the first start; $1 is the DevBox, $2 its /storage. */
	readonly before?: string;
	/** A script for the worker, run during the snapshot by stop; $1 is the DevBox. */
	readonly beside?: string;
	/** The generations that support it; all when left out. */
	readonly only?: readonly string[];
	/** The disk space of the worker. */
	readonly storageMb?: number;
	/** A script for the worker that turns the booted DevBox off; it stays off. */
	readonly off?: string;
	/** In which state the guest of the first launch finds its disk, `clean` when left out. */
	readonly left?: 'clean' | 'unclean';
	/** Stop after the first launch. */
	readonly short?: boolean | undefined;
	readonly create?: readonly string[];
	readonly launch?: readonly string[];
	/** The first launch, `right` when left out. A refused one is the last step. */
	readonly launched?: Expected;
	/** The snapshot by `live`; not taken when left out. */
	readonly live?: Expected;
	/** The snapshot by `stop`, `right` when left out. */
	readonly stop?: Expected;
	/** A line that the guest of every launch prints. */
	readonly says?: string;
	/** The refusal comes after the shutdown, and the DevBox runs again. */
	readonly restarted?: boolean;
	/** Further disks that the clone's QEMU has open, and the folders where they are. */
	readonly disks?: readonly string[];
	readonly folders?: readonly string[];
};

const qmp = ['--env', 'QMP=unix:/run/shm/qmp.sock,server=on,wait=off'];
const newest = ['2026-08'];
const env = (...variables: readonly string[]) => variables.flatMap(each => ['--env', each]);
/** Kills QEMU when the entrypoint has begun the stop. Not by podman exec, which refuses a container that stops. */
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

/** The rows of the table. */
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
				...['--label', 'PODMAN_SYSTEMD_UNIT=podman-compose@office.service'],
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
		// Those of 2025-10 start passt, which needs a socket for nearly every port: more files than the lab may open.
		only: ['2026-08', '2025-07'],
	},
	{name: 'PASS, launched with', box: {options: env('PASS=secret')}, launch: env('PASS=another')},
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
