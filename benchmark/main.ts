import {holdLab, type Lab} from '../test/lab/lab.ts';
import {context} from './context.ts';
import {copy} from './copy.ts';
import {devboxes} from './devboxes.ts';
import {executable} from './executable.ts';
import {firstPaint} from './first-paint.ts';
import {fleet} from './fleet.ts';
import {flood} from './flood.ts';
import {frame} from './frame.ts';
import {inkPatch} from './ink-patch.ts';
import {knownHosts} from './known-hosts.ts';
import {launch} from './launch.ts';
import {lists} from './lists.ts';
import {picker} from './picker.ts';
import {preview} from './preview.ts';
import {secrets} from './secrets.ts';
import {slowLine} from './slow-line.ts';
import {snapshot} from './snapshot.ts';
import {upstream} from './upstream.ts';
import {windows} from './windows.ts';

/** On simulated fleets: these need no worker. */
const simulated = {
	'first-paint': firstPaint,
	executable,
	frame,
	flood,
	picker,
	'ink-patch': inkPatch,
	secrets,
};
const onLab = {
	fleet,
	lists,
	devboxes,
	launch,
	snapshot,
	windows,
	upstream,
	'known-hosts': knownHosts,
	context,
	copy,
	preview,
	'slow-line': slowLine,
};

const names = process.argv.slice(2);
const known = Object.keys({...simulated, ...onLab});
const unknown = names.filter(name => !known.includes(name));
if (unknown.length > 0) {
	process.stderr.write(`There is no benchmark ${unknown.join(', ')}. Use ${known.join(', ')}.\n`);
	process.exit(2);
}
const wanted = <Run>(benchmarks: Readonly<Record<string, Run>>): readonly Run[] =>
	Object.entries(benchmarks).flatMap(([name, run]) =>
		names.length === 0 || names.includes(name) ? [run] : [],
	);

process.stdout.write('Medians, ours / yardstick, ratio; measured in turn.\n');
for (const run of wanted(simulated)) await run();
const runs = wanted<(lab: Lab) => Promise<void>>(onLab);
if (runs.length > 0) {
	const lab = await holdLab({name: `bench${process.pid}`, workers: 2, user: 'alice'});
	try {
		for (const run of runs) await run(lab);
	} finally {
		await lab.release();
	}
}
process.exit(0);
