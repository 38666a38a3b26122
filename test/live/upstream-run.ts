import {
	asExpected,
	type Cell,
	describeBoot,
	ingot,
	note,
	type Run,
	reasonOf,
	right,
	snapshot,
	startedAt,
	wrongly,
} from './upstream-steps.ts';

/** What a refusal has changed, undefined if nothing: no image may exist, and the DevBox may be restarted only where the row says so. */
const leftAlone = async (run: Run, before: string, image: string): Promise<string | undefined> => {
	const {win, name, each} = run;
	const exists = await win.sh(`podman image exists localhost/${image}:1 && echo there || echo none`);
	if (exists !== 'none') return 'an IMAGE was left';
	const after = await startedAt(run, name);
	if (!after.startsWith(each.off === undefined ? 'running' : 'exited'))
		return `the DevBox is ${after.split(' ')[0]}`;
	if (!each.restarted) return after === before ? undefined : 'the DevBox was RESTARTED';
	await win.untilBooted(name, 2);
	return undefined;
};

/** @returns whether there is an image for the next steps */
const takeSnapshot = async (run: Run, method: 'stop' | 'live'): Promise<boolean> => {
	const {win, each, name} = run;
	const expected = (method === 'stop' ? each.stop : each.live) ?? 'right';
	const image = `${name}-${method}`;
	const before = await startedAt(run, name);
	const beside = method === 'stop' && each.beside !== undefined ? each.beside : 'true';
	const other = win.sh(`set -- ${name}\n${beside}`).catch(() => '');
	const began = Date.now();
	const ended = await snapshot(run, {
		from: name,
		image,
		method: method === 'stop' && each.live === undefined ? 'auto' : method,
	});
	const seconds = ((Date.now() - began) / 1000).toFixed(0);
	await other;
	const wrong = asExpected(ended, expected);
	if (wrong !== undefined) {
		note(run, wrongly(method, wrong));
		return ended.code === 0;
	}
	if (expected === 'right') return note(run, right(method, `right, ${seconds} s`));
	const touched = await leftAlone(run, before, image);
	const refused = right(method, `refused${each.restarted ? ', runs again' : ''}`);
	note(run, touched === undefined ? refused : wrongly(method, touched));
	return false;
};

/** Variables of every launch, unless the row sets them. */
const usual = ['NETWORK=slirp', 'RAM_SIZE=256M'];

/** Launches the image. Its guest must be that of the source, one boot later, on the golden disk. */
const takeLaunch = async (
	run: Run,
	step: string,
	at: {image: string; volume: string; boots: number; last: string},
) => {
	const {win, each, name} = run;
	const clone = `${name}-clone`;
	const {image, volume, boots, last} = at;
	const ended = await ingot(
		run,
		...['launch', `localhost/${image}:1`, '--name', clone, '--volume', `${volume}:/storage`],
		...(each.folders ?? []).flatMap(folder => ['--volume', `${volume}${folder.at(-1)}:${folder}`]),
		...usual
			.filter(variable => !each.launch?.some(own => own.startsWith(variable.replace(/=.*/u, '='))))
			.flatMap(variable => ['--env', variable]),
		...(each.launch ?? []),
	);
	const expected = step === 'launch' ? (each.launched ?? 'right') : 'right';
	const failed = asExpected(ended, expected);
	if (failed !== undefined) return note(run, wrongly(step, failed));
	if (expected !== 'right') {
		const left = await win.sh(`podman ps -a --quiet --filter name=${clone}`);
		note(run, left === '' ? right(step, 'refused') : wrongly(step, 'refused, but a CONTAINER was left'));
		return false;
	}
	const boot = await win.untilBooted(clone).catch((error: Error) => error);
	if (boot instanceof Error) return note(run, wrongly(step, `NOT BOOTED: ${reasonOf(boot.message)}`));
	const opened = await win.opened(clone);
	const wants = ['/golden/', '/storage/', ...(each.disks ?? [])];
	const said = await win.said(clone);
	const wrong = [
		boot.disk === name ? '' : `disk of ${boot.disk}`,
		boot.boots === boots ? '' : `boot ${boots} expected`,
		boot.last === last ? '' : `${last} expected`,
		wants.every(want => opened.some(path => path.includes(want))) ? '' : `open: ${opened.join(' ')}`,
		said.includes(each.says ?? '') ? '' : `not said: ${each.says}`,
	].filter(text => text !== '');
	return note(run, {step, text: [describeBoot(boot), ...wrong].join('; '), wrong: wrong.length > 0});
};

/** Launch, launch again with its volume, snapshot of the clone and a launch of that. */
const takeClones = async (run: Run, method: 'stop' | 'live', boots: number): Promise<void> => {
	const {win, each, name} = run;
	const image = `${name}-${method}`;
	const clone = `${name}-clone`;
	const end = `podman stop ${clone} >/dev/null; podman rm ${clone}`;
	const last = method === 'stop' ? (each.left ?? 'clean') : 'unclean';
	const first = {image, volume: `${name}-a`, boots: boots + 1, last};
	if (!(await takeLaunch(run, method === 'stop' ? 'launch' : 'launch of live', first))) return;
	if (method === 'live') return void (await win.sh(`podman rm -f -t 0 ${clone}; podman volume rm ${name}-a`));
	if (each.short) return;
	await win.sh(end);
	if (!(await takeLaunch(run, 'again', {...first, boots: boots + 2, last: 'clean'}))) return;
	const ended = await snapshot(run, {from: clone, image: `${name}-second`, method: 'auto'});
	const failed = asExpected(ended, 'right');
	if (failed !== undefined) return void note(run, wrongly('of the clone', failed));
	await win.sh(end);
	await takeLaunch(run, 'of the clone', {
		image: `${name}-second`,
		volume: `${name}-b`,
		boots: boots + 3,
		last: 'clean',
	});
};

/** Checks that the source runs again, or is still off; then stops it, to free the processor. */
const seeBack = async (run: Run, boots: number): Promise<void> => {
	const {win, name, each} = run;
	if (each.off !== undefined) {
		const text = await win.state(name);
		return void note(run, {step: 'back', text, wrong: !text.startsWith('exited')});
	}
	const back = await win.untilBooted(name, 2).catch((error: Error) => error);
	const text = back instanceof Error ? 'NOT BACK' : describeBoot(back);
	const wrong = back instanceof Error || back.last !== 'clean' || back.boots !== boots + 1;
	note(run, {step: 'back', text, wrong});
	await win.sh(`podman stop -t 0 ${name} >/dev/null 2>&1`);
};

/** Runs one case through all its steps on a worker of kind `upstream`. */
export const runCase = async (run: Run): Promise<readonly Cell[]> => {
	const {win, each, generation, name, cells} = run;
	const {before = ':', box = {}} = each;
	await win.sh('truncate -s 1M /home/windows.iso');
	await win.make(name, {...box, generation, start: false});
	await win.sh(`set -- ${name} "${await win.storage(name)}"\n${before}\npodman start ${name}`);
	const {boots} = await win.untilBooted(name);
	if (each.live !== undefined && (await takeSnapshot(run, 'live'))) await takeClones(run, 'live', boots);
	if (each.off !== undefined) await win.sh(`set -- ${name}\n${each.off}\npodman wait ${name} >/dev/null`);
	if (!(await takeSnapshot(run, 'stop'))) return cells;
	await seeBack(run, boots);
	await takeClones(run, 'stop', boots);
	return cells;
};
