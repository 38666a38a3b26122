import {statfs} from 'node:fs/promises';
import {setTimeout as pause} from 'node:timers/promises';
import {Home, labConfig} from '../test/driver/ingot.ts';
import type {Lab} from '../test/lab/lab.ts';
import {type WindowsLab, windowsLab} from '../test/live/windows-lab.ts';
import {median, report, reportFigure} from './measure.ts';
import {at, ingot, stepMs, timed} from './windows-run.ts';

const rounds = Number(process.env.ROUNDS ?? 3);
const base = 'localhost/windows-base:11';
const labels = '--label io.clustercode.launched-by=alice --label io.clustercode.owner=alice';

const starts = async (win: WindowsLab, name: string): Promise<number> =>
	(await win.said(name)).split('guest ready').length - 1;
/** ms until the guest is ready, from an act that starts it. */
const untilReady = async (win: WindowsLab, name: string, act: () => Promise<unknown>): Promise<number> => {
	const before = await starts(win, name).catch(() => 0);
	return timed(async () => {
		await act();
		await win.untilSaid(name, 'guest ready', before + 1);
	});
};

/** An installed one with so much of its disk allocated; it has once been shut down. */
const make = async (win: WindowsLab, name: string, size: {virtual: string; allocatedMb: number}) => {
	await win.sh(
		`podman run -d --name ${name} --network none ${labels} --volume ${name}-storage:/storage \
			--env DISK_SIZE=${size.virtual} --env FILL_MB=${size.allocatedMb} ${base}`,
	);
	await win.untilSaid(name, 'guest ready');
	await win.sh(`podman stop -t 120 ${name}; podman start ${name}`);
	await win.untilSaid(name, 'guest ready', 2);
};

/** The same by hand: what each part takes at least. */
const byHand = async (win: WindowsLab, name: string) => {
	const disk = `${await win.storage(name)}/data.img`;
	const stop = await timed(() => win.sh(`podman stop -t 120 ${name}`));
	const copy = await timed(() =>
		win.sh(`sync -- ${disk}; mkdir -p /var/tmp/hand; cp --sparse=always ${disk} /var/tmp/hand/disk.img`),
	);
	const boot = await untilReady(win, name, () => win.sh(`podman start ${name}`));
	const convert = await timed(() =>
		win.sh(`podman run --rm --network none --entrypoint qemu-img --volume /var/tmp/hand:/w ${base} \
			convert -f raw -O qcow2 -c -o compression_type=zstd -m 8 -W /w/disk.img /w/data.qcow2`),
	);
	const commit = await timed(() =>
		win.sh(`podman create --name hand ${base}; mounted=$(podman mount hand); mkdir -p "$mounted/golden"
			mv /var/tmp/hand/data.qcow2 "$mounted/golden/"; podman commit --quiet hand localhost/hand:1`),
	);
	await win.sh('podman rm -f hand; podman rmi localhost/hand:1; rm -r /var/tmp/hand');
	return {stop, copy, boot, convert, commit};
};

/** Used bytes of the disk that holds the lab with its images, watched while something happens; the most that were added. */
const peakOf = async (folder: string, act: () => Promise<unknown>): Promise<number> => {
	const used = async () => {
		const {blocks, bfree, bsize} = await statfs(folder);
		return ((blocks - bfree) * bsize) / 1024 ** 2;
	};
	const before = await used();
	let most = before;
	const over = new AbortController();
	const watching = (async () => {
		while (!over.signal.aborted) {
			most = Math.max(most, await used());
			await pause(50);
		}
	})();
	await act();
	over.abort();
	await watching;
	return most - before;
};

type Size = {readonly name: string; readonly virtual: string; readonly gib: number};

/** Each image has a name of its own: to remove the one before is no part of the yardstick. The first is launched from later. */
const snapshots = async (
	{win, home, worker, folder}: {win: WindowsLab; home: Home; worker: string; folder: string},
	{name, gib}: Size,
): Promise<void> => {
	const ours: {off: number[]; whole: number[]} = {off: [], whole: []};
	const theirs: {off: number[]; whole: number[]} = {off: [], whole: []};
	const create = (image: string, onStep?: (step: string) => void) =>
		ingot(home, ['create', '-w', worker, '-f', name, '-n', image], onStep);
	// A run of its own, which is the warm-up too.
	const extraMb = await peakOf(folder, () => create(name));
	for (let round = 0; round < rounds; round += 1) {
		const before = await starts(win, name);
		let ready: Promise<number> | undefined;
		const result = await create(`${name}-again`, step => {
			// A log is followed only as long as its container runs.
			if (step === 'boot') ready = win.untilSaid(name, 'guest ready', before + 1).then(() => Date.now());
		});
		ours.off.push(((await ready) ?? Number.NaN) - at(result, 'step-started', 'stop'));
		ours.whole.push(at(result, 'job-ended') - at(result, 'job-started'));
		const hand = await byHand(win, name);
		theirs.off.push(hand.stop + hand.boot + 1.2 * hand.copy);
		theirs.whole.push(hand.convert + hand.commit);
		await win.sh(`podman rmi localhost/${name}-again:latest; sync`);
	}
	report(`Windows with ${gib} GiB is off and boots, against stop + boot + 1.2 cp`, {
		ours: median(ours.off),
		theirs: median(theirs.off),
		most: 1,
	});
	report(`Windows snapshot of ${gib} GiB, against pack + commit`, {
		ours: median(ours.whole),
		theirs: median(theirs.whole),
		most: 1.3,
	});
	process.stdout.write(
		`  most extra disk while it is made: ${extraMb.toFixed(0)} MiB; stated: ${neededMb(gib)}\n`,
	);
};

/** What the preflight asks for (check_room of windows-disk-snapshot.sh). */
const neededMb = (gib: number): number => 5 * 1024 * gib + Math.min(1024 * gib + 256, 2048);

/** From Enter to a guest that is ready, against the same DevBox when its disk is there already. */
const launches = async (
	win: WindowsLab,
	home: Home,
	{image, what}: {image: string; what: string},
): Promise<void> => {
	const times: {ours: number[]; theirs: number[]} = {ours: [], theirs: []};
	for (let round = 0; round < rounds + 1; round += 1) {
		const ours = await untilReady(win, 'launched', () =>
			ingot(home, ['launch', image, '--name', 'launched', '--network', 'none']),
		);
		await win.sh('podman stop -t 120 launched');
		const theirs = await untilReady(win, 'launched', () => win.sh('podman start launched'));
		await win.sh('podman rm -f -v -t 0 launched');
		if (round === 0) continue;
		times.ours.push(ours);
		times.theirs.push(theirs);
	}
	report(`Launch to guest ready, ${what}`, {
		ours: median(times.ours),
		theirs: median(times.theirs),
		most: 1.3,
	});
};

/** The copy alone, where the filesystem can share blocks. */
const reflink = async (win: WindowsLab, home: Home, worker: string): Promise<void> => {
	await win.sh(`truncate -s 6G /home/xfs.img; mkfs.xfs -q -m reflink=1 /home/xfs.img; mkdir -p /home/xfs /home/storage
		mount -o loop /home/xfs.img /home/xfs; mkdir -p /home/xfs/tmp /home/xfs/storage
		chmod 1777 /home/xfs/tmp; mount --bind /home/xfs/tmp /var/tmp; mount --bind /home/xfs/storage /home/storage`);
	try {
		await win.make('shared', 'raw', 'bind');
		await win.untilSaid('shared', 'guest ready');
		await win.sh(
			'head -c 1G /dev/urandom | dd of=/home/storage/shared/data.img bs=1M seek=300 conv=notrunc status=none; sync',
		);
		const events = await ingot(home, ['create', '-w', worker, '-f', 'shared', '-n', 'shared']);
		reportFigure('Copy of 1 GiB on xfs with reflink', stepMs(events, 'copy'));
	} finally {
		await win.sh(
			'podman rm -f -t 0 shared; umount /home/storage /var/tmp; umount /home/xfs; rm /home/xfs.img',
		);
	}
};

const sizes: readonly Size[] = [
	{name: 'one', virtual: '2G', gib: 1},
	{name: 'wide', virtual: '20G', gib: 1},
	{name: 'full', virtual: '20G', gib: 4},
];

/** On the stand-in for Windows (docs/decisions/windows-standin.md): QEMU without KVM, and no Windows in it. */
export const windows = async (lab: Lab): Promise<void> => {
	await lab.addWorker('win', 'windows');
	const worker = `${lab.name}-win`;
	const win = windowsLab(lab, 'win');
	const home = new Home(labConfig(lab.configFile));
	process.stdout.write('The stand-in for Windows, emulated; ratios count, not times.\n');
	try {
		await win.sh('podman rm -f -t 0 win11');
		for (const size of sizes) {
			const {name, virtual, gib} = size;
			await make(win, name, {virtual, allocatedMb: 1024 * gib});
			if (name === 'wide') await ingot(home, ['create', '-w', worker, '-f', name, '-n', name]);
			else await snapshots({win, home, worker, folder: lab.folder}, size);
			await win.sh(`podman rm -f -v -t 0 ${name}; podman volume rm ${name}-storage`);
			await launches(win, home, {
				image: name,
				what: `${virtual.replace('G', ' GiB')} disk, ${gib} GiB of it used`,
			});
		}
		await reflink(win, home, worker);
	} finally {
		home.release();
	}
};
