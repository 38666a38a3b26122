import {holdLab} from '../test/lab/lab.ts';
import {executable} from './executable.ts';
import {firstPaint} from './first-paint.ts';
import {inkPatch} from './ink-patch.ts';
import {knownHosts} from './known-hosts.ts';
import {launch} from './launch.ts';
import {lists} from './lists.ts';
import {picker} from './picker.ts';
import {snapshot} from './snapshot.ts';
import {upstream} from './upstream.ts';
import {windows} from './windows.ts';

const benchmarks = {
	'first-paint': firstPaint,
	executable,
	lists,
	picker,
	'ink-patch': inkPatch,
	launch,
	snapshot,
	windows,
	upstream,
	'known-hosts': knownHosts,
};

const wanted = process.argv.slice(2);
const lab = await holdLab({name: `bench${process.pid}`, workers: 2, user: 'alice'});
try {
	process.stdout.write('Medians, ours / yardstick, ratio; measured in turn on real workers of the lab.\n');
	for (const [name, run] of Object.entries(benchmarks)) {
		if (wanted.length === 0 || wanted.includes(name)) await run(lab);
	}
} finally {
	await lab.release();
}
process.exit(0);
