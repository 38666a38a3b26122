import {Home, labConfig} from '../test/driver/ingot.ts';
import type {Lab} from '../test/lab/lab.ts';
import {type UpstreamLab, upstreamLab, upstreamMissing} from '../test/live/upstream-lab.ts';
import {median, report} from './measure.ts';
import {at, ingot, timed} from './windows-run.ts';

const rounds = Number(process.env.ROUNDS ?? 3);
const image = 'docker.io/dockurr/windows:latest';

/** ms from an act that starts a DevBox until its guest is ready for the so-many-th time. */
const untilReady = async (act: () => Promise<unknown>, ready: () => Promise<unknown>): Promise<number> =>
	timed(async () => {
		await act();
		await ready();
	});

/** A snapshot as people would make it without Ingot: what each part takes. */
const byHand = async (win: UpstreamLab, name: string, times: number) => {
	const disk = `${await win.storage(name)}/data.img`;
	const stop = await timed(() => win.sh(`podman stop ${name}`));
	const copy = await timed(() =>
		win.sh(`mkdir -p /var/tmp/hand; cp --sparse=always ${disk} /var/tmp/hand/disk.img`),
	);
	const boot = await untilReady(
		() => win.sh(`podman start ${name}`),
		() => win.untilBooted(name, times),
	);
	const pack = await timed(() =>
		win.sh(`podman run --rm --network none --entrypoint qemu-img --volume /var/tmp/hand:/w ${image} \
			convert -f raw -O qcow2 -c -o compression_type=zstd -m 8 -W /w/disk.img /w/data.qcow2`),
	);
	const commit = await timed(() =>
		win.sh(`podman create --name hand ${image} >/dev/null; mounted=$(podman mount hand); mkdir -p "$mounted/golden"
			mv /var/tmp/hand/data.qcow2 "$mounted/golden/"; podman commit --quiet hand localhost/hand:1`),
	);
	await win.sh('podman rm -f -v hand; podman rmi localhost/hand:1; rm -r /var/tmp/hand');
	return {off: stop + copy + boot, whole: stop + copy + boot + pack + commit, making: pack + commit};
};

/**
 * Snapshot and launch of a DevBox that runs the real scripts of dockur/windows, with a small Linux in place of Windows
 * (docs/decisions/windows-standin.md), without KVM: ratios count, not times.
 */
export const upstream = async (lab: Lab): Promise<void> => {
	const missing = upstreamMissing();
	if (missing !== '') {
		process.stdout.write(`Not measured: ${missing}\n`);
		return;
	}
	await lab.addWorker('real', 'upstream');
	const [worker, win, home] = [
		`${lab.name}-real`,
		upstreamLab(lab, 'real'),
		new Home(labConfig(lab.configFile)),
	];
	process.stdout.write('The real scripts, with a small Linux in place of Windows, emulated.\n');
	try {
		await win.make('one', {fillMb: 1024, options: ['--env', 'DISK_SIZE=2G']});
		await win.untilBooted('one');
		await snapshots(win, home, worker);
		await launches(win, home, worker);
	} finally {
		home.release();
	}
};

const snapshots = async (win: UpstreamLab, home: Home, worker: string): Promise<void> => {
	const ours: {off: number[]; whole: number[]} = {off: [], whole: []};
	const theirs: {off: number[]; whole: number[]; making: number[]} = {off: [], whole: [], making: []};
	let boots = 1;
	for (let round = 0; round <= rounds; round += 1) {
		let ready: Promise<number> | undefined;
		boots += 1;
		const times = boots;
		const events = await ingot(home, ['create', '-w', worker, '-f', 'one', '-n', `one-${round}`], step => {
			// A log is followed only as long as its container runs.
			if (step === 'boot') ready = win.untilBooted('one', times).then(() => Date.now());
		});
		const off = ((await ready) ?? Number.NaN) - at(events, 'step-started', 'stop');
		boots += 1;
		const hand = await byHand(win, 'one', boots);
		// The first is the warm-up.
		if (round === 0) continue;
		ours.off.push(off);
		ours.whole.push(at(events, 'job-ended') - at(events, 'job-started'));
		theirs.off.push(hand.off);
		theirs.whole.push(hand.whole);
		theirs.making.push(hand.making);
		await win.sh(`podman rmi localhost/one-${round}:latest; sync`);
	}
	report('Off until ready, by hand', {
		ours: median(ours.off),
		theirs: median(theirs.off),
		most: 0.9,
	});
	const whole = median(ours.whole);
	report('Snapshot of 1 GiB, all by hand', {
		ours: whole,
		theirs: median(theirs.whole),
		most: 1.2,
	});
	report('  against pack + commit alone', {ours: whole, theirs: median(theirs.making), most: 1.3});
};

/** From Enter to a guest that is ready, against a plain start of the same DevBox. */
const launches = async (win: UpstreamLab, home: Home, worker: string): Promise<void> => {
	const times: {ours: number[]; theirs: number[]} = {ours: [], theirs: []};
	for (let round = 0; round <= rounds; round += 1) {
		const ours = await untilReady(
			() => ingot(home, ['launch', 'one-0', '-w', worker, '--name', 'launched', '-e', 'RAM_SIZE=256M']),
			() => win.untilBooted('launched'),
		);
		await win.sh('podman stop launched');
		const theirs = await untilReady(
			() => win.sh('podman start launched'),
			() => win.untilBooted('launched', 2),
		);
		await win.sh('podman rm -f -v -t 0 launched');
		if (round === 0) continue;
		times.ours.push(ours);
		times.theirs.push(theirs);
	}
	report('Launch until ready, plain start', {
		ours: median(times.ours),
		theirs: median(times.theirs),
		most: 1.2,
	});
};
