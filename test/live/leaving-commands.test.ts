import {spawn} from 'node:child_process';
import {once} from 'node:events';
import path from 'node:path';
import {afterAll, beforeAll, expect, onTestFinished, test} from 'vitest';
import {killSessions, onWorker, startCounting, upTo} from '../driver/counting.ts';
import {homeIn} from '../driver/homes.ts';
import {until} from '../driver/until.ts';
import {holdLab, type Lab} from '../lab/lab.ts';

let lab: Lab;
let worker: string;

beforeAll(async () => {
	lab = await holdLab({name: `clientcmd${process.pid}`, workers: 1, user: 'alice'});
	worker = `${lab.name}-1`;
});
afterAll(() => lab?.release());

/** A command in the background; what it has printed so far. */
const command = (...argv: readonly string[]) => {
	const home = homeIn(lab);
	const child = spawn(process.execPath, [path.resolve('dist/ingot.js'), '--config', home.config, ...argv], {
		env: {...process.env, ...home.env},
	});
	const printed = {out: '', err: ''};
	child.stdout.setEncoding('utf8').on('data', (text: string) => {
		printed.out += text;
	});
	child.stderr.setEncoding('utf8').on('data', (text: string) => {
		printed.err += text;
	});
	onTestFinished(() => {
		child.kill('SIGKILL');
	});
	return {child, printed, exited: once(child, 'close')};
};

/** An image with a layer that no other one has. */
const makeLeft = `mkdir /root/left; cd /root/left; head -c 1000000 /dev/urandom >noise
	printf '%s\\n' 'FROM localhost/devbase:1' 'LABEL io.clustercode.managed=true io.clustercode.os=linux' 'COPY noise /' >Containerfile
	podman build --quiet --tag localhost/left:1 . >/dev/null; rm -r /root/left`;

const says = (what: string, ask: () => boolean) => until(ask, {what});

test('ingot attach goes through a lost connection without a missing number', async () => {
	const id = '20260101-000005-aaaa';
	await startCounting(lab, worker, id);
	const {printed, exited} = command('attach', id);
	await says('numbers', () => / n3\./u.test(printed.out));
	await killSessions(lab, worker);
	await says('the connection', () => printed.err.includes(`Reconnected to ${worker}.`));
	await onWorker(lab, worker, 'touch /root/go');
	expect((await exited)[0], printed.err).toBe(0);
	const numbers = [...printed.out.matchAll(/ n(\d+)\./gu)].map(each => Number(each[1]));
	expect(numbers).toEqual(upTo(Number(/ all (\d+)/u.exec(printed.out)?.[1])));
});

test.each([
	['SIGINT', 130],
	['SIGTERM', 143],
	['SIGHUP', 129],
] as const)(
	'%s leaves a job that is attached to running, says so and exits with %i',
	async (signal, code) => {
		const id = `20260101-000006-${signal.toLowerCase()}`;
		await startCounting(lab, worker, id);
		const {child, printed, exited} = command('attach', id);
		await says('numbers', () => / n3\./u.test(printed.out));
		child.kill(signal);
		expect(await exited).toEqual([code, null]);
		expect(printed.err).toContain(`The job keeps running; \`ingot attach ${id}\` follows it again.`);
		expect(
			await onWorker(lab, worker, `test -e ~/.local/state/ingot/jobs/${id}/status.json || echo runs`),
		).toBe('runs');
		await onWorker(lab, worker, 'touch /root/go');
	},
);

test('SIGTERM ends `ingot create` and not its job', async () => {
	const {child, printed, exited} = command('create', '-w', worker, '-f', 'api', '-n', 'left-alone');
	await says('a step', () => printed.out.includes('› '));
	child.kill('SIGTERM');
	expect(await exited).toEqual([143, null]);
	expect(printed.err).toContain('The job keeps running');
	await until(
		async () =>
			(await lab.exec(worker, ['podman', 'image', 'exists', 'localhost/left-alone:latest'])).code === 0,
		{
			what: 'the image',
		},
	);
});

test.each([
	['SIGTERM', 143],
	['SIGHUP', 129],
] as const)('%s lets an import that still needs its file fail at once, and says so', async (signal, code) => {
	const file = path.join(lab.folder, `left-${signal}.tar`);
	await lab.exec(worker, ['sh', '-euc', makeLeft]);
	const exported = command('images', 'export', 'left:1', file);
	expect((await exported.exited)[0], exported.printed.err).toBe(0);
	await lab.exec(worker, ['podman', 'rmi', 'localhost/left:1']);
	const {child, printed, exited} = command('images', 'import', file, '-w', worker);
	// Nothing is sent before this step is done.
	await says('the first step', () => printed.out.includes('› Check'));
	child.kill(signal);
	expect(await exited).toEqual([code, null]);
	expect(printed.err).toContain('Not everything has been sent, so the job fails');
	const [, id = ''] = /ingot attach ([0-9a-z-]+)/u.exec(printed.err) ?? [];
	const attached = command('attach', id);
	expect((await attached.exited)[0]).toBe(1);
	expect(attached.printed.out).toContain('Ingot was ended before everything had been sent. Try again.');
	// The name is free again.
	const again = command('images', 'import', file, '-w', worker);
	expect((await again.exited)[0], again.printed.err).toBe(0);
	await lab.exec(worker, ['podman', 'rmi', 'localhost/left:1']);
});
