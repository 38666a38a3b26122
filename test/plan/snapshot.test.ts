import {describe, expect, test} from 'vitest';
import type {SnapshotSource} from '../../source/model/snapshot.ts';
import {snapshotFiles, snapshotPlan} from '../../source/plan/linux-snapshot.ts';
import {snapshotLabels} from '../../source/plan/snapshot.ts';
import type {Plan} from '../../source/plan/step.ts';
import {draft, request, source} from './sources.ts';

const id = source.devbox.id;
const staging = 'ingot-staging-20261123-171600-k3x9';
const mount = (destination: string) => ({type: 'bind' as const, source: '/x', destination});
const script = (...argv: string[]) => ['sh', './linux-snapshot.sh', ...argv];

test('every snapshot has the labels of the table', () => {
	expect(snapshotLabels({...request, draft: {...draft, capabilities: ['custom:erp', 'node']}})).toEqual({
		'io.clustercode.managed': 'true',
		'io.clustercode.renew':
			'machine-id,ssh-host-keys,dhcp-leases,udev-rules,random-seed,hostname,vpn-nodes,cloud-agents,locks',
		'io.clustercode.os': 'linux',
		'io.clustercode.owner': 'alice',
		'io.clustercode.source': 'DevBox-commit',
		'io.clustercode.capabilities': 'git,node,custom:erp',
		'io.clustercode.launched-by': '',
		'io.clustercode.cloud-worker': '',
		'io.clustercode.job': '20261123-171600-k3x9',
		'io.clustercode.devbox': `${'d'.repeat(64)} api`,
		'io.clustercode.sbom': '',
		'io.clustercode.secrets-kept': '',
		'org.opencontainers.image.created': '2026-11-23T17:16:00.000Z',
		'org.opencontainers.image.title': 'web',
		'org.opencontainers.image.version': '1',
		'org.opencontainers.image.base.name': 'localhost/node-base:22',
		'org.opencontainers.image.base.digest': 'sha256:beef',
	});
});

test('the number of secrets that are kept is a label; without any it is empty, so that none is inherited', () => {
	const kept = (secretsKept: number) =>
		snapshotLabels({...request, draft: {...draft, secretsKept}})['io.clustercode.secrets-kept'];
	expect(kept(3)).toBe('3');
	expect(kept(0)).toBe('');
});

test('without a tag the version is latest', () => {
	expect(snapshotLabels({...request, draft: {...draft, tag: ''}})).toMatchObject({
		'org.opencontainers.image.version': 'latest',
	});
});

test('the DevBox is frozen only while what has changed is copied, and a staging container is committed when it runs again', () => {
	const {steps, locks} = snapshotPlan(request);
	expect(steps.map(step => [step.id, step.undo, step.settles])).toEqual([
		['check', script('untry', request.job), undefined],
		['prepare', ['podman', 'rm', '--force', '--ignore', staging], undefined],
		['precopy', undefined, undefined],
		['pause', script('resume', id), undefined],
		['capture', undefined, undefined],
		['resume', undefined, undefined],
		['packages', script('unlist'), undefined],
		['commit', script('uncommit', request.job), 'pause'],
		['verify', script('untry', request.job), undefined],
		['clean-up', undefined, 'prepare'],
		['label-check', script('unfinish', 'localhost/web:1'), undefined],
	]);
	expect(locks).toEqual([`devbox-${id}`, 'image-web@1']);
});

test('with the method pause it is frozen until the commit has ended', () => {
	const {steps} = snapshotPlan({...request, method: 'pause'});
	expect(steps.map(step => step.id)).toEqual([
		'check',
		'pause',
		'packages',
		'commit',
		'configure',
		'verify',
		'label-check',
	]);
	expect(steps[3]?.argv.slice(0, 5)).toEqual(script('commit', id, ''));
	expect(steps[3]?.settles).toBe('pause');
});

test('with the method restart it is off for the commit, or only for the copy where its ids are mapped', () => {
	const ids = (plan: Plan) => plan.steps.map(step => step.id);
	expect(ids(snapshotPlan({...request, method: 'restart'}))).toEqual([
		'check',
		'stop',
		'packages',
		'commit',
		'start',
		'configure',
		'verify',
		'label-check',
	]);
	const idMap = {uids: ['0:1:1000', '1000:0:1'], gids: ['0:1:1000']};
	const layer = {...source.devbox.layer, isIdMapped: true, idMap};
	const mapped = {...source, devbox: {...source.devbox, layer}};
	const plan = snapshotPlan({...request, method: 'restart', source: mapped});
	expect(ids(plan)).toEqual([
		'check',
		'prepare',
		'stop',
		'capture',
		'start',
		'packages',
		'commit',
		'verify',
		'clean-up',
		'label-check',
	]);
	expect(stepOf(plan, 'commit').slice(4, 6)).toEqual(['0:1:1000,1000:0:1', '0:1:1000']);
});

const stepOf = ({steps}: Plan, step: string): readonly string[] =>
	steps.find(each => each.id === step)?.argv.slice(1) ?? [];
test('the identity is cleared in a copy; without one only where the image is edited anyway', () => {
	const clears = (method: 'staging' | 'pause', change: Partial<typeof draft>, step = 'packages') =>
		stepOf(snapshotPlan({...request, method, draft: {...draft, ...change}}), step);
	const edits = [{act: 'remove', path: '/srv/x'}] as const;
	const ids = ['machine-id', 'locks'];
	expect(clears('staging', {}).at(-1)).toMatch(/^machine-id,ssh-host-keys,.*,locks$/u);
	expect(clears('staging', {identity: ids}).at(-1)).toBe('machine-id,locks');
	expect(clears('staging', {identity: []}).at(-1)).toBe('');
	expect(clears('pause', {identity: ids}).at(-1)).toBe('');
	expect(clears('pause', {identity: ids, edits}, 'rewrite')[5]).toBe('machine-id,locks');
	expect(snapshotFiles(request).map(({name}) => name)).toContain('identity');
});

const withDevbox = (change: Partial<SnapshotSource['devbox']>): SnapshotSource => ({
	...source,
	devbox: {...source.devbox, ...change},
});
const changesOf = (from: SnapshotSource): readonly string[] => {
	const argv = stepOf(snapshotPlan({...request, source: from}), 'commit');
	return argv.filter((_, at) => argv[at - 1] === '--change' && !argv[at]?.startsWith('LABEL '));
};

test('the image runs what the DevBox runs, as its user, in its folder', () => {
	const change = {
		user: '1000:1000',
		workdir: '/home/a "b"',
		entrypoint: ['/bin/sh', '-c'],
		command: ['a  b', ''],
		exposedPorts: ['80/tcp'],
		stopSignal: 'SIGUSR1',
	};
	expect(changesOf(withDevbox(change))).toEqual([
		'USER 1000:1000',
		'WORKDIR /home/a "b"',
		'ENTRYPOINT ["/bin/sh","-c"]',
		'CMD ["a  b",""]',
		'EXPOSE 80/tcp',
		'STOPSIGNAL SIGUSR1',
	]);
});

test.each<[string, Partial<SnapshotSource['devbox']>, readonly string[]]>([
	[
		'distrobox: a file of the worker',
		{entrypoint: ['/usr/bin/entrypoint', '-v'], mounts: [mount('/usr/bin/entrypoint')]},
		['sleep', '1'],
	],
	[
		'toolbox: found by its name',
		{entrypoint: [], command: ['toolbox', 'init'], mounts: [mount('/usr/bin/toolbox')]},
		['sleep', '1'],
	],
	['below a mounted folder', {command: ['/work/run.sh'], mounts: [mount('/work')]}, ['sleep', '1']],
	['beside a mount', {command: ['/workshop/run.sh'], mounts: [mount('/work')]}, ['/workshop/run.sh']],
	['an argument that is a mount', {command: ['cat', '/work'], mounts: [mount('/work')]}, ['cat', '/work']],
])('a program that is mounted into the DevBox is not what the image runs (%s)', (_, change, command) => {
	const from = {...withDevbox(change), image: {...source.image, command: ['sleep', '1']}};
	expect(changesOf(from)).toContain(`CMD ${JSON.stringify(command)}`);
});

const hourly = {test: ['CMD-SHELL', 'true'], interval: 3600e9, timeout: 5e9, startPeriod: 0, retries: 2};

test.each<[string, Partial<typeof hourly> | 'none', string]>([
	[
		'a shell line',
		{},
		'HEALTHCHECK --interval=3600000000000ns --timeout=5000000000ns --retries=2 CMD true\n',
	],
	[
		'words',
		{test: ['CMD', 'ls', '-l'], interval: 0, timeout: 0, retries: 0},
		'HEALTHCHECK CMD ["ls","-l"]\n',
	],
	[
		'two lines',
		{test: ['CMD-SHELL', 'a\nb'], interval: 0, timeout: 0, retries: 0},
		'HEALTHCHECK CMD ["/bin/sh","-c","a\\nb"]\n',
	],
	[
		'what looks like JSON',
		{test: ['CMD-SHELL', '[ -e /x ]'], interval: 0, timeout: 0, retries: 0},
		'HEALTHCHECK CMD ["/bin/sh","-c","[ -e /x ]"]\n',
	],
	[
		'a continued line',
		{test: ['CMD-SHELL', 'a \\'], interval: 0, timeout: 0, retries: 0},
		'HEALTHCHECK CMD ["/bin/sh","-c","a \\\\"]\n',
	],
	['none', {test: ['NONE']}, 'HEALTHCHECK NONE\n'],
])('a health check of the DevBox itself is one line of a build (%s)', (_, change, line) => {
	const from = withDevbox({healthCheck: {...hourly, ...(change as object)}});
	const files = snapshotFiles({...request, source: from});
	expect(files.find(each => each.name === 'instruction')?.text).toBe(line);
	const plan = snapshotPlan({...request, source: from});
	expect(stepOf(plan, 'configure')).toEqual(['./linux-snapshot.sh', 'configure', 'docker']);
	expect(stepOf(plan, 'commit').join(' ')).toContain('--format docker');
});

test('a health check that the image has, with what Podman fills in, needs no build', () => {
	const image = {
		...source.image,
		format: 'docker' as const,
		healthCheck: {...hourly, interval: 0, timeout: 0, retries: 0},
	};
	const healthCheck = {...hourly, interval: 30e9, timeout: 30e9, retries: 3};
	const plan = snapshotPlan({...request, source: {...withDevbox({healthCheck}), image}});
	expect(stepOf(plan, 'configure')).toEqual([]);
	expect(stepOf(plan, 'commit').join(' ')).toContain('--format docker');
});

test('where the image has ONBUILD triggers nothing is built, since that would run them', () => {
	const image = {...source.image, format: 'docker' as const, onBuild: ['RUN id']};
	const from = {...withDevbox({healthCheck: hourly, env: ['API_TOKEN=x']}), image};
	const plan = snapshotPlan({...request, source: from});
	expect(stepOf(plan, 'configure')).toEqual([]);
	expect(stepOf(plan, 'commit')).toContain('drop-variable=API_TOKEN');
});

const secret = withDevbox({env: ['API_TOKEN=hunter2', 'MODE=test', 'PATH=/bin', 'npm.config=x']});

test('variable values are only in a file, and likely secrets are left out', () => {
	const plan = snapshotPlan({...request, source: secret});
	const files = snapshotFiles({...request, source: secret});
	expect(JSON.stringify(plan)).not.toContain('hunter2');
	expect(JSON.stringify(files)).not.toContain('hunter2');
	expect(stepOf(plan, 'prepare').join(' ')).toContain('--env MODE');
	expect(files.find(each => each.name === 'environment.sh')?.text).toBe('export MODE=test\n');
	expect(files.find(each => each.name === 'environment.list')?.text).toBe('npm.config=x\n');
	const asked = {...draft, variables: {API_TOKEN: true, MODE: false}};
	const kept = snapshotFiles({...request, source: secret, draft: asked});
	expect(kept.find(each => each.name === 'environment.sh')?.text).toBe('export API_TOKEN=hunter2\n');
	expect(JSON.stringify(snapshotPlan({...request, source: secret, draft: asked}))).not.toContain('hunter2');
});

test('a variable is removed from an image committed from the DevBox itself', () => {
	const plan = snapshotPlan({...request, source: secret, method: 'pause'});
	expect(stepOf(plan, 'configure')).toContain('drop=API_TOKEN');
	expect(snapshotFiles({...request, source: secret, method: 'pause'}).map(each => each.name)).not.toContain(
		'environment.sh',
	);
});

test('a volume without a name is declared by the image, unless its own image does', () => {
	const volume = (name: string, destination: string) => ({
		type: 'volume' as const,
		source: name,
		destination,
	});
	const mounts = [volume('a'.repeat(64), '/data'), volume('b'.repeat(64), '/own'), volume('named', '/named')];
	const image = {...source.image, volumes: ['/own']};
	const plan = snapshotPlan({...request, source: {...withDevbox({mounts}), image}});
	expect(stepOf(plan, 'commit').filter(each => each.startsWith('VOLUME'))).toEqual(['VOLUME ["/data"]']);
});

test('the host name and unset variables of a DevBox are not in its image', () => {
	const plan = (change: Partial<SnapshotSource['devbox']>) =>
		stepOf(snapshotPlan({...request, method: 'pause', source: withDevbox(change)}), 'configure');
	expect(plan({})).toContain('drop=HOSTNAME');
	expect(
		plan({hostname: id.slice(0, 12), env: [...source.image.env, `HOSTNAME=${id.slice(0, 12)}`]}),
	).toEqual([]);
	expect(plan({env: ['PATH=/usr/bin']}).slice(3)).toEqual(['unset=NODE_VERSION']);
});

test('variables are emptied if a build would run ONBUILD triggers', () => {
	const image = {...source.image, onBuild: ['RUN x'], format: 'docker' as const};
	const from = {...withDevbox({env: ['PATH=/usr/bin', 'API_TOKEN=hunter2']}), image};
	const plan = snapshotPlan({...request, method: 'pause', source: from});
	expect(stepOf(plan, 'configure')).toEqual([]);
	expect(stepOf(plan, 'commit')).toEqual(
		expect.arrayContaining(['ENV NODE_VERSION=', 'drop-variable=API_TOKEN']),
	);
	expect(stepOf(plan, 'verify').slice(6)).toEqual(['drop=API_TOKEN', 'unset=NODE_VERSION']);
});

test('labels that identify a container are not set, or emptied if its image has them', () => {
	const labels = {
		...source.devbox.labels,
		'com.docker.compose.project': 'shop',
		PODMAN_SYSTEMD_UNIT: 'a.service',
		mine: 'yes',
	};
	const image = {...source.image, labels: {PODMAN_SYSTEMD_UNIT: 'a.service'}};
	const plan = snapshotPlan({...request, source: {...withDevbox({labels}), image}});
	expect(stepOf(plan, 'commit')).toContain('drop-label=com.docker.compose.project');
	expect(stepOf(plan, 'commit')).toContain('LABEL PODMAN_SYSTEMD_UNIT=""');
	expect(stepOf(plan, 'prepare')).toContain('mine=yes');
	expect(stepOf(plan, 'prepare').join(' ')).not.toContain('compose');
});

describe.each(['staging', 'pause'] as const)('with the method %s', method => {
	test.each([`it's "q" $(id) \`x\` \\ é😀`, '--privileged', '', 'a=b', '"'])(
		'an owner %j stays one word and is exact in label and check',
		user => {
			const {steps} = snapshotPlan({...request, method, user});
			expect(steps.find(step => step.id === 'check')?.argv[4]).toBe(user);
			expect(steps.find(step => step.id === 'commit')?.argv).toContain(
				`LABEL io.clustercode.owner="${user}"`,
			);
			expect(steps.at(-1)?.argv).toContain(`io.clustercode.owner=${user}`);
		},
	);

	test('the image is named last, and steps have unique ids', () => {
		const {steps} = snapshotPlan({...request, method});
		expect(steps.slice(0, -1).some(step => step.argv.includes('tag'))).toBe(false);
		expect(new Set(steps.map(step => step.id)).size).toBe(steps.length);
	});

	test('a superseded step comes before the one that supersedes it', () => {
		const {steps} = snapshotPlan({...request, method});
		for (const [at, {settles}] of steps.entries()) {
			if (settles !== undefined)
				expect(steps.slice(0, at).some(step => step.id === settles && step.undo)).toBe(true);
		}
	});
});
