import {execFileSync} from 'node:child_process';
import {chmodSync, linkSync, mkdirSync, symlinkSync} from 'node:fs';
import {createServer} from 'node:net';
import path from 'node:path';
import {describe, expect, test} from 'vitest';
import {cancelJob} from '../../source/jobs/cancel-job.ts';
import {submitBuild} from '../../source/jobs/send-context.ts';
import {homeIn, member} from '../driver/homes.ts';
import {until} from '../driver/until.ts';
import type {Lab} from '../lab/lab.ts';
import {type BuildLab, holdBuildLab, makeContext} from './build-lab.ts';
import {allowPlain, makeImage, startRegistry} from './registry-lab.ts';
import {allEvents, outcomeOf} from './snapshot-lab.ts';

let lab: Lab;
let on: BuildLab;
holdBuildLab('build', held => {
	({lab, on} = held);
});

const base = 'FROM localhost/devbase:1\n';
/** Everything below a folder of an image: types, modes, sizes, links and link counts. */
const treeOf = (image: string) =>
	on.sh(`podman run --rm --network none ${image} sh -c \
		'cd /c && find . -exec stat -c "%n %F %a %s %h %u:%g %Y" {} + | grep -v " directory " | sort; cd /c && find . -type l -exec readlink {} \\;; find . -type d | sort'`);

/** The same folder, built there by hand with podman. */
const byHand = async (context: string, image: string): Promise<void> => {
	const archive = execFileSync('tar', ['-cf', '-', '-C', context, '.'], {maxBuffer: 1e8, stdio: 'pipe'});
	const build = `rm -rf /tmp/hand; mkdir /tmp/hand; cd /tmp/hand; tar -xpf -; podman build --tag ${image} .`;
	execFileSync('ssh', ['-F', lab.sshConfig, `${lab.name}-b`, build], {input: archive, stdio: 'pipe'});
};

/** What skopeo, which shares no process with Podman, reads: labels, layers as the image names them, and what their bytes hash to. */
const bySkopeo = async (image: string) => {
	const said = await on.sh(`cd "$(mktemp -d)" && skopeo copy --quiet containers-storage:${image} dir:copy >&2
		skopeo inspect --raw --config containers-storage:${image}; echo
		cd copy && tr -d '\n' <manifest.json && echo && sha256sum $(ls | grep -E '^[0-9a-f]{64}$')`);
	const [config = '', manifest = '', ...sums] = said.trim().split('\n');
	const {layers, config: own} = JSON.parse(manifest) as {
		readonly layers: readonly {readonly digest: string}[];
		readonly config: {readonly digest: string};
	};
	return {
		labels: JSON.parse(config).config.Labels as unknown,
		digests: [own, ...layers].map(each => each.digest).toSorted(),
		contents: sums.map(line => `sha256:${line.split(' ')[0]}`).toSorted(),
	};
};

test('the image has the same files as one that Podman built by hand', async () => {
	const context = makeContext({
		Containerfile: `${base}COPY . /c/\nCMD ["sleep", "987"]\n`,
		'.containerignore':
			'*.log\n!keep.log\n**/cache\nsecret/**\n!secret/public\n# comment\n/top\ndocs/*.md\n!docs/read*\n',
		'a.log': 'x',
		'keep.log': 'x',
		'deep/er/b.log': 'x',
		'deep/er/cache/x': 'x',
		'cache/y': 'x',
		'secret/key': 'x',
		'secret/public': 'x',
		'c++/z': 'x',
		'cc/z': 'x',
		'top/x': 'x',
		'deep/top/x': 'x',
		'docs/a.md': 'x',
		'docs/readme.md': 'x',
		'with space ü': 'x',
		[`long/${'n'.repeat(120)}/${'m'.repeat(120)}`]: 'x',
		empty: place => mkdirSync(place),
		large: Buffer.alloc(3 * 1024 ** 2 + 7, 'ab'),
		run: place => {
			execFileSync('cp', ['/bin/true', place]);
			chmodSync(place, 0o755);
		},
		link: place => symlinkSync('docs/readme.md', place),
		out: place => symlinkSync('/etc/hostname', place),
		hard: place => linkSync(path.join(path.dirname(place), 'large'), place),
		fifo: place => execFileSync('mkfifo', [place]),
		device: place => execFileSync('mknod', [place, 'c', '1', '3']),
	});
	const server = createServer().listen(path.join(context, 'socket'));
	try {
		const planned = await on.plan(context, {name: 'ours', capabilities: ['custom:erp']});
		expect(planned.warnings.join()).toContain(
			'Sockets are not sent, because images cannot hold them: socket.',
		);
		expect(planned.warnings.join()).toContain('These links point out of the context: out.');
		expect(outcomeOf(await on.run(planned))).toBe('done: localhost/ours:1 is ready.');
		await byHand(context, 'localhost/theirs:1');
	} finally {
		server.close();
	}
	expect(await treeOf('localhost/ours:1')).toBe(await treeOf('localhost/theirs:1'));
	const labels = JSON.parse(await on.sh(`podman image inspect --format '{{json .Labels}}' localhost/ours:1`));
	expect(labels).toMatchObject({
		'io.clustercode.source': 'containerfile',
		'io.clustercode.owner': 'alice',
		'io.clustercode.capabilities': 'custom:erp',
		'io.clustercode.os': 'linux',
		'org.opencontainers.image.base.name': 'localhost/devbase:1',
		'org.opencontainers.image.base.digest': await on.sh(
			`podman image inspect --format '{{.Digest}}' localhost/devbase:1`,
		),
	});
	const seen = await bySkopeo('localhost/ours:1');
	expect(seen.labels).toEqual(labels);
	expect(seen.digests.length).toBeGreaterThan(1);
	expect(seen.contents).toEqual(seen.digests);
});

test('a RUN that fails shows its output and exit code, and leaves nothing', async () => {
	await on.sh('podman rmi localhost/theirs:1 localhost/ours:1 2>/dev/null || true');
	const before = await on.traces();
	const context = makeContext({
		Containerfile: `${base}COPY x /x\nRUN echo made >/made\nRUN echo almost there; exit 7\n`,
		x: 'x',
	});
	const events = await on.run(await on.plan(context));
	expect(outcomeOf(events)).toMatch(/^failed: Podman could not build the image: .*exit 7.*exit status 7/u);
	expect(events.map(({text}) => text)).toContain('almost there');
	expect(await on.traces()).toBe(before);
});

test('a cancelled build leaves no container, no layer and no process', async () => {
	const before = await on.traces();
	const context = makeContext({Containerfile: `${base}RUN echo one >/one\nRUN echo begun; sleep 987\n`});
	const planned = await on.plan(context);
	const {sent} = await submitBuild(on.remote, planned);
	const events = allEvents(on.remote, planned.request.id);
	await sent;
	await until(async () => (await on.sh('ps -eo args | grep "[s]leep 987" || true')) !== '', {
		what: 'the RUN',
	});
	await cancelJob(on.remote, planned.request.id, 'alice');
	expect(outcomeOf(await events)).toBe('cancelled: Cancelled by alice.');
	expect(await on.traces()).toBe(before);
});

test('values of build arguments reach RUN, but neither the plan nor the log nor argv', async () => {
	const context = makeContext({
		Containerfile: `${base}ARG API_TOKEN\nRUN echo "\${#API_TOKEN} letters" >/length; tr "\\0" "\\n" </proc/self/environ | grep -c INGOT_JOB >/marks || true\nCMD ["true"]\n`,
	});
	const planned = await on.plan(context, {buildArgs: ["API_TOKEN=se'cret"]});
	expect(planned.warnings.join('\n')).toContain('The build argument API_TOKEN looks like a secret.');
	const events = await on.run(planned);
	expect(outcomeOf(events)).toMatch(/^done/u);
	expect(await on.sh('podman run --rm --network none localhost/built:1 cat /length /marks')).toBe(
		'7 letters\n0',
	);
	expect(JSON.stringify([planned.plan, events])).not.toContain("se'cret");
	expect(
		await on.sh(`grep -rl "se'cret" "$HOME/.local/state/ingot/jobs/${planned.request.id}" || true`),
	).toBe('');
});

test('a base image that nobody has is named as the reason', async () => {
	const before = await on.traces();
	const context = makeContext({Containerfile: 'FROM localhost/nowhere:1\nRUN true\n'});
	expect(outcomeOf(await on.run(await on.plan(context)))).toMatch(
		/^failed: The base image localhost\/nowhere:1 is not on the worker and could not be pulled: /u,
	);
	expect(await on.traces()).toBe(before);
});

test('a base image is pulled to the disk, not to the memory of the worker', async () => {
	const registry = await startRegistry(lab, 'b', {port: 5001});
	await allowPlain(on, registry);
	const base = `${registry.at}/base:1`;
	const large = await makeImage(on, 'large', {kib: 2048});
	// Podman's locks are there already.
	await on.sh(`podman push --quiet ${large} ${base} && podman rmi ${large}
		mount -o remount,size=$(($(df -k --output=used /dev/shm | tail -n 1) + 256))k /dev/shm`);
	const before = await on.traces();
	const context = makeContext({Containerfile: `FROM ${base}\nRUN true\n`});
	expect(outcomeOf(await on.run(await on.plan(context, {name: 'pulled'})))).toMatch(/^done/u);
	await on.sh(`podman rmi localhost/pulled:1 ${base}; mount -o remount,size=50% /dev/shm`);
	await registry.end();
	expect(await on.traces()).toBe(before);
});

describe('ingot build', () => {
	const build = (context: string, ...options: readonly string[]) =>
		homeIn(lab, member('alice')).run(
			'build',
			'--worker',
			`${lab.name}-b`,
			'--name',
			'typed',
			...options,
			context,
		);

	test('shows what it would do, does it, and says what is ready', async () => {
		const context = makeContext({
			Containerfile: `${base}ARG FROM_HERE\nARG GIVEN\nRUN echo "$FROM_HERE $GIVEN" >/said\nCMD ["sleep", "987"]\n`,
		});
		process.env.FROM_HERE = 'of the environment';
		const args = ['--build-arg', 'FROM_HERE', '--build-arg', 'GIVEN=typed'];
		const before = await on.traces();
		const dry = build(context, '--dry-run', ...args);
		expect(dry.code, dry.stderr).toBe(0);
		expect(dry.stdout).toContain('localhost/typed:latest');
		expect(dry.stdout + dry.stderr).not.toContain('of the environment');
		expect(await on.traces()).toBe(before);
		const {code, stdout, stderr} = build(context, '--json', ...args);
		expect(code, stderr).toBe(0);
		const events = stdout
			.trim()
			.split('\n')
			.map(line => JSON.parse(line) as {outcome?: string; text?: string});
		expect(events.at(-1)).toMatchObject({outcome: 'done', text: 'localhost/typed:latest is ready.'});
		expect(await on.sh('podman run --rm --network none localhost/typed:latest cat /said')).toBe(
			'of the environment typed',
		);
	});

	test('refuses a taken name with 5 and a wrong file with 2, and a RUN that fails with 1', () => {
		const context = makeContext({
			Containerfile: `${base}RUN echo about to fail && exit 7\n`,
			wrong: 'FORM localhost/devbase:1\n',
		});
		const taken = build(context);
		expect(taken.code).toBe(5);
		expect(taken.stderr).toContain('localhost/typed:latest already exists on');
		const missing = build(context, '--overwrite', '--file', path.join(context, 'none'));
		expect(missing.code).toBe(2);
		expect(missing.stderr).toContain('none');
		const wrong = build(context, '--overwrite', '--file', path.join(context, 'wrong'));
		expect(wrong.code).toBe(2);
		expect(wrong.stderr).toContain('wrong:1: FORM is not an instruction');
		const failing = build(context, '--overwrite');
		expect(failing.code).toBe(1);
		expect(failing.stdout + failing.stderr).toMatch(/about to fail.*exit (?:code|status) 7/su);
	});
});
