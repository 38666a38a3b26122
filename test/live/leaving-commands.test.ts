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
