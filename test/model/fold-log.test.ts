import {describe, expect, test} from 'vitest';
import {foldLog, type SeenWarnings} from '../../source/model/fold-log.ts';
import type {JobEvent, JobRequest} from '../../source/model/job.ts';

type Told = Pick<JobEvent, 'kind' | 'step' | 'text'>;
const log = (text: string, step = 'commit'): Told => ({kind: 'log', step, text});

/** What people read of these events, in their order. */
const read = (events: readonly Told[], kind: JobRequest['kind'] = 'snapshot'): readonly string[] => {
	let seen: SeenWarnings = new Set();
	return events.flatMap(event => {
		const folded = foldLog(seen, event, {kind});
		seen = folded.seen;
		return folded.text === undefined ? [] : [folded.text];
	});
};

const sha = `${'7a0e51c2f9b1'.repeat(5)}abcd`;
const cgroups =
	'Using cgroups-v1 which is deprecated in favor of cgroups-v2 with Podman v5 and will be removed in a future version. Set environment variable `PODMAN_IGNORE_CGROUPSV1_WARNING` to hide this warning.';

describe('a repeated warning is shown once', () => {
	test.each([
		[
			'by Podman 5 on cgroups v1',
			[
				`time="2026-11-27T10:00:00Z" level=warning msg="${cgroups}"`,
				`time="2026-11-27T10:00:09Z" level=warning msg="${cgroups}"`,
			],
			`Podman warning: ${cgroups}`,
		],
		['by itself', [cgroups, cgroups], `Podman warning: ${cgroups}`],
		['on a terminal', [`WARN[0000] ${cgroups}`, `WARN[0012] ${cgroups}`], `Podman warning: ${cgroups}`],
		[
			'with quotes in it',
			[
				'time="2026-11-27T10:00:00+01:00" level=warning msg="\\"/\\" is not a shared mount, this could cause issues or missing mounts with rootless containers"',
				'time="2026-11-27T10:00:01+01:00" level=warning msg="\\"/\\" is not a shared mount, this could cause issues or missing mounts with rootless containers"',
			],
			'Podman warning: "/" is not a shared mount, this could cause issues or missing mounts with rootless containers',
		],
		[
			'with fields',
			[
				'time="2026-11-27T10:00:00Z" level=warning msg="Falling back to --cgroup-manager=cgroupfs" pid=1',
				'time="2026-11-27T10:00:04Z" level=warning msg="Falling back to --cgroup-manager=cgroupfs" pid=1',
			],
			'Podman warning: Falling back to --cgroup-manager=cgroupfs pid=1',
		],
		[
			'of a level below',
			[
				'time="2026-11-27T10:00:00Z" level=info msg="Setting parallel job count to 7"',
				'time="2026-11-27T10:00:04Z" level=info msg="Setting parallel job count to 7"',
			],
			'Podman warning: Setting parallel job count to 7',
		],
		[
			'about a platform',
			Array(2).fill(
				'WARNING: image platform (linux/arm64) does not match the expected platform (linux/amd64)',
			),
			'WARNING: image platform (linux/arm64) does not match the expected platform (linux/amd64)',
		],
		[
			'by a login shell',
			Array(3).fill('bash: warning: setlocale: LC_ALL: cannot change locale (en_US.UTF-8)'),
			'bash: warning: setlocale: LC_ALL: cannot change locale (en_US.UTF-8)',
		],
		[
			'by podman-docker',
			Array(2).fill('Emulate Docker CLI using podman. Create /etc/containers/nodocker to quiet msg.'),
			'Emulate Docker CLI using podman. Create /etc/containers/nodocker to quiet msg.',
		],
		['by qemu-img', Array(2).fill('qemu-img: warning: Could not sync'), 'qemu-img: warning: Could not sync'],
	] as const)('%s', (_, lines, shown) => {
		expect(read(lines.map(text => log(text)))).toEqual([shown]);
		// Another job begins anew.
		expect(read([log(lines[0] ?? '')])).toEqual([shown]);
	});

	test('in whichever step it comes', () => {
		expect(
			read([log(cgroups, 'check'), log('a line'), log(cgroups, 'commit'), log(cgroups, 'verify')]),
		).toEqual([`Podman warning: ${cgroups}`, 'a line']);
	});

	test('another one is shown, too', () => {
		const stop = (name: string) =>
			`time="2026-11-27T10:00:00Z" level=warning msg="StopSignal SIGTERM failed to stop container ${name} in 10 seconds, resorting to SIGKILL"`;
		expect(read([log(stop('api')), log(stop('etl')), log(stop('api'))])).toHaveLength(2);
	});
});

test.each([sha, `sha256:${sha}`, `sha256:${sha.slice(0, 12)}`, sha.slice(0, 12), ` ${sha}\r`])(
	'the bare id %s is left out',
	text => {
		expect(read([log(text)])).toEqual([]);
	},
);

describe('meaningful lines are kept, however often they occur', () => {
	test.each([
		['an error', 'Error: no container with name or ID "api" found: no such container'],
		['an error of a log', 'time="2026-11-27T10:00:00Z" level=error msg="Unmounting container: device busy"'],
		['a fatal one', 'time="2026-11-27T10:00:00Z" level=fatal msg="no space left on device"'],
		['an error on a terminal', 'ERRO[0003] exit status 1'],
		['progress', `Copying blob sha256:${sha}`],
		['an id with its meaning', `Deleted: ${sha}`],
		['a check sum with a file', `${sha}  disk.qcow2`],
		['a short word in hexadecimal', 'deadbeef'],
		['a revision of git', sha.slice(0, 40)],
		['a capital', sha.slice(0, 12).toUpperCase()],
		['a word about warnings', 'No warnings: 3 files checked'],
		['a name', 'api'],
		['an empty line', ''],
		['a line too long to be one of them', `Warning: ${'x'.repeat(3000)}`],
	])('%s', (_, text) => {
		expect(read([log(text), log(text)])).toEqual([text, text]);
	});

	test.each([
		'step-failed',
		'undo-failed',
		'job-ended',
		'step-ended',
		'job-waiting',
		'cancel-requested',
	] as const)('the text of %s, even a repeated warning or an id: it is the reason', kind => {
		const reason = {kind, step: 'commit', text: cgroups};
		expect(read([log(cgroups), reason, {...reason, text: sha}])).toEqual([
			`Podman warning: ${cgroups}`,
			cgroups,
			sha,
		]);
	});

	test('the output of a schedule’s command is not folded', () => {
		const lines = [log(sha, 'work'), log(cgroups, 'work'), log(cgroups, 'work')];
		expect(read(lines, 'run')).toEqual([sha, cgroups, cgroups]);
		expect(read([log(sha, 'start')], 'run')).toEqual([]);
		expect(read(lines, 'snapshot')).toHaveLength(1);
	});
});

test('ever-changing warnings do not fill the memory', () => {
	let seen: SeenWarnings = new Set();
	for (let each = 0; each < 2000; each += 1)
		seen = foldLog(seen, log(`Warning: ${each}`), {kind: 'launch'}).seen;
	expect(seen.size).toBe(500);
	expect(foldLog(seen, log('Warning: 1999'), {kind: 'launch'}).text).toBe('Warning: 1999');
	expect(foldLog(seen, log('Warning: 3'), {kind: 'launch'}).text).toBeUndefined();
});
