import {afterAll, beforeAll, expect, test} from 'vitest';
import {followJob} from '../../source/jobs/follow-job.ts';
import {startJob} from '../../source/jobs/start-job.ts';
import type {JobEvent, JobRequest} from '../../source/model/job.ts';
import {holdLab, type Lab} from '../lab/lab.ts';
import {reach} from './remote-lab.ts';

// A real manager of systemd for an ordinary user who lingers; the system's own manager is not in a lab.
let lab: Lab;
beforeAll(async () => {
	lab = await holdLab({name: `linger${process.pid}`, workers: 0});
	await lab.addWorker('a', 'lingering');
});
afterAll(() => lab?.release());

const request: JobRequest = {
	version: 1,
	id: 'lingers',
	kind: 'snapshot',
	title: 'Wait',
	worker: 'a',
	user: 'alice',
	host: 'laptop',
	ingot: '0',
	at: new Date().toISOString(),
	devbox: {id: 'f'.repeat(64), name: 'api'},
	reference: 'localhost/wait:1',
	steps: [{id: 'wait', title: 'Wait'}],
};

test('the job of a lingering user runs in a scope of their systemd, and survives all logouts', async () => {
	const script = 'echo here; until [ -e ~/go ]; do sleep 0.1; done; echo there';
	const step = {id: 'wait', title: 'Wait', argv: ['sh', '-c', script]};
	const first = await reach(lab, `${lab.name}-a`);
	await startJob(first, {
		request,
		plan: {steps: [step], locks: ['box-lingers'], done: 'Waited.'},
		scripts: [],
	});
	const signal = AbortSignal.timeout(240_000);
	for await (const event of followJob({id: request.id, after: 0, signal, remote: async () => first}))
		if (event.text === 'here') break;
	const cgroups = await first.run(
		'cat /proc/$(cut -d" " -f1 ~/.local/state/ingot/jobs/lingers/pid)/cgroup; id -un',
	);
	expect(cgroups.stdout).toMatch(/dev\/manager\/.*run-\w+\.scope$/mu);
	expect(cgroups.stdout).toMatch(/^dev$/mu);

	// As logind does it at the end of the last login (KillUserProcesses).
	await lab.exec('a', [
		'sh',
		'-c',
		'for pid in $(cat /sys/fs/cgroup/*/dev/sessions/cgroup.procs /sys/fs/cgroup/dev/sessions/cgroup.procs 2>/dev/null); do [ "$(stat -c %U /proc/$pid)" != dev ] || kill -9 $pid; done',
	]);
	await first.ended;

	const again = await reach(lab, `${lab.name}-a`);
	await again.run(': >~/go');
	const events: JobEvent[] = [];
	for await (const event of followJob({id: request.id, after: 0, signal, remote: async () => again}))
		events.push(event);
	again.close();
	expect(events.map(event => event.text)).toContain('there');
	expect(events.at(-1)).toMatchObject({kind: 'job-ended', outcome: 'done'});
});
