import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {quote} from '../../source/model/shell.ts';
import {homeIn, member, ok} from '../driver/homes.ts';
import {holdLab, type Lab} from '../lab/lab.ts';
import {plantedSecrets} from './secret-values.ts';

let lab: Lab;
beforeAll(async () => {
	lab = await holdLab({name: `secrets${process.pid}`, workers: 1});
	await lab.addWorker('dev', 'rootless');
});
afterAll(() => lab?.release());

/** Path, line, what it is called, and the values that must appear nowhere. */
const planted = plantedSecrets();
const plant = Object.entries(planted)
	.map(
		([path, {text}]) =>
			`mkdir -p ${quote([path.replace(/[^/]*$/u, '')])}; printf %s ${quote([text])} >${quote([path])}`,
	)
	.join('\n');
const values = Object.values(planted).flatMap(each => each.values);
const places = Object.entries(planted).map(([path, {line}]) =>
	line === undefined ? path : `${path}:${line}`,
);

// Podman cannot pause a rootless DevBox of the lab.
const workers = {rootful: ['1', 'api', 'auto'], rootless: ['dev', 'etl', 'restart']} as const;

describe.each(Object.entries(workers))('%s', (_, [worker, devbox, method]) => {
	const sh = async (script: string): Promise<string> => {
		const argv = worker === '1' ? ['sh', '-euc', script] : ['su', '-', 'dev', '-c', script];
		const {code, stdout, stderr} = await lab.exec(worker, argv);
		expect(code, `${script}: ${stderr}${stdout}`).toBe(0);
		return stdout.trim();
	};
	const createFrom = (from: string, ...more: readonly string[]) =>
		homeIn(lab, member('alice')).run(
			...[
				'create',
				'-w',
				`${lab.name}-${worker}`,
				'-f',
				from,
				'--method',
				method,
				'-n',
				'made',
				'--no-start',
				'--yes',
				...more,
			],
		);
	const create = (...more: readonly string[]) => createFrom(devbox, ...more);
	const label = (tag: string) =>
		sh(
			`podman image inspect --format '{{index .Labels "io.clustercode.secrets-kept"}}' localhost/made:${tag}`,
		);
	/** Types, modes, owners, sizes, times, links and contents of its own files, but for two that Podman writes at each start. */
	const treeOf = () => {
		const own = 'find /root /srv /etc /home /opt -xdev ! -path /etc/hosts ! -path /etc/resolv.conf';
		const list = `${own} -exec stat -c "%n %f %u:%g %s %Y %h" {} + | sort; ${own} -type f -exec sha256sum {} + | sort`;
		return sh(quote(['podman', 'exec', '-u', '0', devbox, 'sh', '-c', list]));
	};
	const made = () =>
		sh(
			"podman images -a --no-trunc --format '{{.Repository}}:{{.Tag}} {{.Id}}'; ls ~/.local/state/ingot/jobs 2>/dev/null || true",
		);

	test('a DevBox without secrets passes, and its image says that it keeps none', async () => {
		const {code, stderr} = create('-t', 'clean', '--secrets', 'fail');
		expect(code, stderr).toBe(0);
		expect(await label('clean')).toBe('');
	});

	test('secrets are refused by path and line, nothing is made, and no value is printed', async () => {
		await sh(quote(['podman', 'exec', '-u', '0', devbox, 'sh', '-euc', plant]));
		const before = await made();
		for (const flags of [[], ['--json', '--secrets', 'fail'], ['--json', '--dry-run']]) {
			const {code, stdout, stderr} = create('-t', 'refused', ...flags);
			expect(code, stderr).toBe(3);
			for (const place of places) expect(stderr).toContain(`  ${place}  `);
			for (const value of values) expect(stdout + stderr).not.toContain(value);
			const rows = flags.includes('--json') ? JSON.parse(stdout).secrets : [];
			if (flags.includes('--json'))
				expect(
					rows
						.map(({path, line}: {path: string; line: number | null}) =>
							line === null ? path : `${path}:${line}`,
						)
						.toSorted(),
				).toEqual(places.toSorted());
		}
		expect(await made()).toBe(before);
		const left = ['--leave-out', '/root', '--leave-out', '/srv/my app', '--dry-run'];
		expect(create('-t', 'refused', '--secrets', 'fail', ...left).stderr).toBe('');
	});

	test('exclude makes an image that has none of them in any layer, under no name; the DevBox keeps them', async () => {
		const link = quote(['ln', '/root/.netrc', '/srv/my app/other name of netrc']);
		await sh(quote(['podman', 'exec', '-u', '0', devbox, 'sh', '-euc', link]));
		const tree = await treeOf();
		const dry = create('-t', 'without', '--secrets', 'exclude', '--json', '--dry-run');
		expect(dry.code, dry.stderr).toBe(0);
		const decisions = Object.fromEntries(
			JSON.parse(dry.stdout).secrets.map((each: {path: string; decision: string}) => [
				each.path,
				each.decision,
			]),
		);
		expect(decisions).toMatchObject({'/root/.netrc': 'remove', '/srv/my app/.env': 'blank'});
		const {code, stdout, stderr} = create('-t', 'without', '--secrets', 'exclude');
		expect(code, stderr + stdout).toBe(0);
		for (const place of places) expect(stderr).toContain(`  ${place}  `);
		expect(await label('without')).toBe('');
		await sh('podman save -q -o ~/without.tar localhost/made:without');
		for (const value of values) {
			expect(stdout + stderr).not.toContain(value);
			expect(await sh(quote(['sh', '-c', 'grep -acF -e "$1" ~/without.tar || true', 'sh', value]))).toBe('0');
		}
		const look =
			'cd "$(podman image mount localhost/made:without)"; cat "srv/my app/.env"; stat -c %s "srv/my app/.env"; find root srv -name "*netrc*"';
		const asRoot = worker === '1' ? ['sh', '-euc', look] : ['podman', 'unshare', 'sh', '-euc', look];
		expect(await sh(quote(asRoot))).toBe(`MODE=test\nDB_PASSWORD=${'x'.repeat(11)}\n34`);
		await sh('podman image unmount localhost/made:without');
		const kept = await sh(quote(['podman', 'exec', '-u', '0', devbox, 'cat', '/srv/my app/.env']));
		expect(kept).toBe(planted['/srv/my app/.env']?.text.trim());
		expect(await treeOf()).toBe(tree);
		await sh('rm ~/without.tar');
	});

	test.runIf(worker === '1')(
		'at a terminal Ingot asks; cancel makes nothing, exclude makes the image',
		async () => {
			const home = homeIn(lab, member('alice'));
			const argv = ['create', '-w', `${lab.name}-1`, '-f', devbox, '-n', 'asked', '--no-start'];
			await sh(quote(['podman', 'exec', '-u', '0', devbox, 'sh', '-euc', plant]));
			const before = await made();
			const cancelled = home.ask(...argv);
			await cancelled.sees('[e]xclude, [k]eep or [c]ancel:');
			for (const place of places) expect(cancelled.output).toContain(`  ${place}  `);
			cancelled.type('maybe').press('enter');
			await cancelled.sees(/maybe[\s\S]*\[e\]xclude, \[k\]eep or \[c\]ancel:/u);
			cancelled.type('c').press('enter');
			expect(await cancelled.exited).toBe(130);
			expect(await made()).toBe(before);
			const excluded = home.ask(...argv);
			await excluded.sees('[e]xclude, [k]eep or [c]ancel:');
			excluded.type('e').press('enter');
			expect(await excluded.exited).toBe(0);
			await sh('podman save -q -o ~/asked.tar localhost/asked');
			for (const value of values) {
				expect(cancelled.output + excluded.output).not.toContain(value);
				expect(await sh(quote(['sh', '-c', 'grep -acF -e "$1" ~/asked.tar || true', 'sh', value]))).toBe('0');
			}
			await sh('rm ~/asked.tar');
		},
	);

	test('keep lists them, makes the image and labels it with their number, which an image based on it does not inherit', async () => {
		const {code, stdout, stderr} = create('-t', 'kept', '--secrets', 'keep');
		expect(code, stderr).toBe(0);
		for (const place of places) expect(stderr).toContain(`  ${place}  `);
		for (const value of values) expect(stdout + stderr).not.toContain(value);
		expect(await label('kept')).toBe(String(places.length));
		if (method === 'restart') return;
		const run = [
			'podman',
			'run',
			'-d',
			'--name',
			'heir',
			'--label',
			'io.clustercode.launched-by=alice',
			'--entrypoint',
			'sleep',
		];
		await sh(quote([...run, 'localhost/made:kept', '1000']));
		ok(createFrom('heir', '-t', 'heir'));
		expect(await label('heir')).toBe('');
	});
});
