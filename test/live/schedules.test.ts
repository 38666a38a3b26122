import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {homeIn, member, ok} from '../driver/homes.ts';
import {until} from '../driver/until.ts';
import {holdLab, type Lab} from '../lab/lab.ts';

let lab: Lab;
let withCron: string;
let withSystemd: string;
beforeAll(async () => {
	lab = await holdLab({name: `schedules${process.pid}`, workers: 1});
	await lab.addWorker('systemd', 'systemd');
	await lab.addWorker('rootless', 'rootless');
	withCron = `${lab.name}-1`;
	withSystemd = `${lab.name}-systemd`;
});
afterAll(() => lab?.release());

const shOn = async (where: string, script: string): Promise<string> => {
	const {code, stdout, stderr} = await lab.exec(where, ['sh', '-euc', script]);
	expect(code, `${script}: ${stderr}${stdout}`).toBe(0);
	return stdout.trim();
};
const sh = (script: string) => shOn('1', script);

const ingotAs = (account: string, ...argv: readonly string[]) => homeIn(lab, account).run(...argv);
const ingot = (...argv: readonly string[]) => ingotAs(member('alice'), ...argv);
const add = (name: string, flags: readonly string[], ...words: readonly string[]) =>
	ingot('schedules', 'add', 'node-base:22', '-n', name, '-w', withCron, ...flags, '--', ...words);
const everyMinute = ['--when', '* * * * *'];
const onceAYear = ['--when', '0 0 1 1 *'];

type Row = {
	readonly worker: string;
	readonly name: string;
	readonly id: string;
	readonly trigger: string;
	readonly problem: string | null;
	readonly nextRun: string | null;
	readonly lastRun?: {readonly job: string; readonly outcome: string; readonly text: string};
};
const rows = (): readonly Row[] =>
	ok(ingot('schedules', 'list', '--json'))
		.trim()
		.split('\n')
		.filter(line => line !== '')
		.map(line => JSON.parse(line));
const row = (name: string): Row | undefined => rows().find(each => each.name === name);
type Job = {readonly id: string; readonly state: string; readonly devbox: string};
const jobsOf = (name: string): readonly Job[] =>
	ok(ingot('jobs', '--json'))
		.trim()
		.split('\n')
		.map(line => JSON.parse(line) as Job)
		.filter(each => each.devbox === name);

describe('a schedule fires by itself', () => {
	const foreign =
		'# mine\nMAILTO=""\n0 3 * * *  /bin/true "50% odd"   # ingot: no\n\n1 2 3 4 * \tsleep 1 # ingot:other\n';
	const names = ['tick', 'tock', 'tack'];
	const done = (name: string) => jobsOf(name).filter(each => each.state === 'done');

	test('by cron, by a systemd timer and without root; its log is kept, and a run in progress is not disturbed', async () => {
		await sh(`cat <<'END' | crontab -\n${foreign}END`);
		await shOn(
			'systemd',
			'mkdir -p ~/.config/systemd/user; echo "[Timer]" >~/.config/systemd/user/own.timer; ls ~/.config/systemd/user',
		);
		const say = ['sh', '-c', 'echo "$GREETING from $HOSTNAME"'];
		ok(add('tick', [...everyMinute, '-e', 'GREETING=hello'], ...say));
		const addOn = (worker: string, name: string) =>
			ok(
				ingot(
					...['schedules', 'add', 'node-base:22', '-n', name, '-w', worker, ...everyMinute],
					...['-e', 'GREETING=hello', '--', ...say],
				),
			);
		expect(addOn(withSystemd, 'tock')).toContain('(systemd timer)');
		expect(addOn(`${lab.name}-rootless`, 'tack')).toContain('(cron)');
		// A run by cron at the turn of the minute would be in its way, so cron gets it once it runs.
		ok(add('slow', onceAYear, 'sleep', '600'));
		const going = ok(ingot('schedules', 'run', 'slow', '--detach')).trim();
		await until(() => jobsOf('slow').find(each => each.state === 'running'), {what: 'the run'});
		ok(ingot('schedules', 'edit', 'slow', ...everyMinute));

		await until(() => names.every(name => done(name).length > 0), {
			what: 'a run of each',
			timeoutMs: 240_000,
			seen: () => ok(ingot('jobs')),
		});
		for (const name of names) {
			const [run] = done(name);
			expect(ok(ingot('attach', run?.id ?? ''))).toContain(`hello from ${name}`);
			// The next run may have begun.
			await expect.poll(() => row(name)).toMatchObject({problem: null, lastRun: {outcome: 'done'}});
		}
		await expect
			.poll(() => row('slow')?.lastRun)
			.toMatchObject({
				outcome: 'conflict',
				text: `Skipped: the previous run is still going: ${going}.`,
			});
		expect(jobsOf('slow').find(each => each.id === going)?.state).toBe('running');
		const crontab = await sh('crontab -l');
		expect(crontab.startsWith(foreign.trimEnd())).toBe(true);
		expect(crontab.slice(foreign.length).split('\n')).toHaveLength(2);
	}, 600_000);

	test('after a reboot too, and the interrupted run is rolled back', async () => {
		const before = Object.fromEntries(names.map(name => [name, done(name).length]));
		const [was] = jobsOf('slow').filter(each => each.state === 'running');
		await Promise.all(['1', 'systemd'].map(worker => lab.killWorker(worker)));
		await Promise.all(['1', 'systemd'].map(worker => lab.bootWorker(worker)));
		await until(
			() =>
				['tick', 'tock'].every(name => done(name).length > (before[name] ?? 0)) &&
				jobsOf('slow').some(each => each.state === 'running' && each.id !== was?.id),
			{what: 'runs after the boot', timeoutMs: 240_000, seen: () => ok(ingot('jobs'))},
		);
		expect(jobsOf('slow').find(each => each.id === was?.id)?.state).toBe('interrupted');
		expect((await sh('podman ps -a --filter name=slow --format "{{.Names}}"')).split('\n')).toEqual(['slow']);
		ok(ingot('cancel', jobsOf('slow').find(each => each.state === 'running')?.id ?? ''));
		await until(async () => (await sh('podman ps -aq --filter name=slow')) === '', {what: 'the end of it'});
	}, 600_000);

	test('and not any more when it is disabled or deleted; foreign lines and units stay as they are', async () => {
		ok(ingot('schedules', 'disable', 'tick'));
		expect(row('tick')).toMatchObject({nextRun: null, problem: null});
		expect(await sh('crontab -l | grep -c "# ingot:s"')).toBe('1');
		ok(ingot('schedules', 'enable', 'tick'));
		expect(row('tick')?.nextRun).not.toBeNull();
		// It may have begun once more since it was cancelled: a minute is short on a slow machine.
		ok(ingot('schedules', 'disable', 'slow'));
		for (const {id, state} of jobsOf('slow')) if (state === 'running') ok(ingot('cancel', id));
		for (const name of ['tick', 'tock', 'tack', 'slow']) {
			await until(() => jobsOf(name).every(each => each.state !== 'running'), {
				what: `the end of ${name}`,
			});
			ok(ingot('schedules', 'rm', name));
		}
		expect(await sh('crontab -l')).toBe(foreign.trim());
		expect(await shOn('systemd', 'cd ~/.config/systemd/user; find . -type f; cat own.timer')).toBe(
			'./own.timer\n[Timer]',
		);
		expect(rows()).toEqual([]);
		expect(await sh('ls ~/.local/state/ingot/schedules')).toBe('');
	}, 600_000);
});

describe('a run', () => {
	const runOf = (name: string) => ingot('schedules', 'run', name);

	test('ends with its command: failures are reported, and the DevBox is removed too', async () => {
		ok(add('fails', onceAYear, 'sh', '-c', 'echo why; exit 7'));
		const run = runOf('fails');
		expect(run).toMatchObject({
			code: 1,
			stdout: expect.stringContaining('The command ended with exit code 7.'),
		});
		expect(run.stdout).toContain('why');
		expect(await sh('podman ps -aq --filter name=fails')).toBe('');
		ok(ingot('schedules', 'rm', 'fails'));
	});

	test('ends at its time limit', async () => {
		ok(add('long', [...onceAYear, '--limit', '1m'], 'sleep', '600'));
		// A minute is the shortest that can be asked for; the kept plan is given three seconds.
		await sh('sed -i "s/\'\\{0,1\\}work\'\\{0,1\\} 60/work 3/" ~/.local/state/ingot/schedules/*/plan.sh');
		expect(runOf('long')).toMatchObject({
			code: 1,
			stdout: expect.stringContaining('The command reached its time limit'),
		});
		expect(await sh('podman ps -aq --filter name=long')).toBe('');
		ok(ingot('schedules', 'rm', 'long'));
	});

	test('leaves its DevBox stopped when asked to, and the next one replaces it unless it is in use', async () => {
		ok(add('kept', [...onceAYear, '--after', 'stop'], 'touch', '/result'));
		ok(runOf('kept'));
		const state = () => sh('podman ps -a --filter name=kept --format "{{.ID}} {{.Status}}"');
		const first = await state();
		expect(first).toMatch(/ Exited /u);
		ok(runOf('kept'));
		const second = await state();
		expect(second).toMatch(/^\w+ Exited [^\n]+$/u);
		expect(second.slice(0, 12)).not.toBe(first.slice(0, 12));
		await sh('podman start kept');
		expect(runOf('kept')).toMatchObject({code: 5, stdout: expect.stringContaining('is in use')});
		expect(await state()).toMatch(/ Up /u);
		// A copy of it by hand has its labels, and is nobody's to replace.
		await sh(
			'podman stop -t 0 kept; podman commit -q kept localhost/copy:1; podman create --name copy localhost/copy:1',
		);
		ok(runOf('kept'));
		expect(await sh('podman ps -a --filter name=^copy$ --format "{{.Names}}"')).toBe('copy');
		await sh('podman rm -f -t 0 copy kept; podman rmi localhost/copy:1');
		ok(ingot('schedules', 'rm', 'kept'));
	});

	test('has its variables, and their values are in no list, log, argv or file of the run', async () => {
		ok(
			add(
				'secret',
				[...onceAYear, '-e', 'TOKEN=hunter-3'],
				'sh',
				'-c',
				'case $TOKEN in hunter*3) echo fits ;; esac',
			),
		);
		const run = ok(runOf('secret'));
		expect(run).toContain('fits');
		expect(run + ok(ingot('schedules', 'list', '--json'))).not.toContain('hunter-3');
		expect(await sh('grep -rl hunter-3 ~/.local/state/ingot/jobs || true')).toBe('');
		expect(await sh('stat -c %a ~/.local/state/ingot/schedules/s*/environment.sh')).toBe('600');
		ok(ingot('schedules', 'edit', 'secret', '--limit', '2h'));
		expect(row('secret')).toMatchObject({environment: ['TOKEN']});
		ok(ingot('schedules', 'edit', 'secret', '--clear', 'env'));
		expect(row('secret')).toMatchObject({environment: [], limit: '2h'});
		expect(await sh('grep -rl hunter-3 ~/.local/state/ingot/schedules || true')).toBe('');
		expect(ok(runOf('secret'))).not.toContain('fits');
		ok(ingot('schedules', 'rm', 'secret'));
	});

	test('is refused with a hint when the image is gone', async () => {
		await sh('podman tag localhost/node-base:22 localhost/short-lived:1');
		ok(ingot('schedules', 'add', 'short-lived:1', '-n', 'orphan', ...onceAYear, '--', 'true'));
		await sh('podman untag localhost/short-lived:1 localhost/short-lived:1');
		expect(runOf('orphan')).toMatchObject({
			code: 1,
			stdout: expect.stringContaining('The image localhost/short-lived:1 is gone from this worker.'),
		});
		expect(ingot('schedules', 'edit', 'orphan', '--limit', '2h').code).toBe(2);
		ok(ingot('schedules', 'edit', 'orphan', '--image', 'node-base:22'));
		ok(runOf('orphan'));
		ok(ingot('schedules', 'rm', 'orphan'));
	});

	test('is kept with its log, twenty of each schedule', async () => {
		ok(add('many', onceAYear, 'true'));
		const id = row('many')?.id;
		await sh(`cd ~/.local/state/ingot/jobs; for day in $(seq 10 39); do
			mkdir 202601$day-000000-${id}; echo '{}' >202601$day-000000-${id}/status.json; done`);
		ok(runOf('many'));
		expect(await sh(`ls -d ~/.local/state/ingot/jobs/*-${id} | wc -l`)).toBe('20');
		ok(ingot('schedules', 'rm', 'many'));
	});
});

describe('invalid schedules are refused', () => {
	test('a cadence that never occurs, a name in use, an invalid command', () => {
		for (const [name, flags, words, why] of [
			['never', ['--when', '0 0 31 2 *'], ['true'], 'would never run'],
			['never', ['--when', 'now and then'], ['true'], 'five fields'],
			['never', ['--when', 'daily', '--limit', '10'], ['true'], 'Use 90m, 2h or 1d.'],
		] as const)
			expect(add(name, flags, ...words), why).toMatchObject({code: 2, stderr: expect.stringContaining(why)});
		expect(add('shop', ['--when', 'daily'], 'true')).toMatchObject({
			code: 5,
			stderr: expect.stringContaining('The worker already has a container named shop.'),
		});
		ok(add('twice', onceAYear, 'true'));
		expect(add('twice', onceAYear, 'true')).toMatchObject({
			code: 5,
			stderr: expect.stringContaining('The worker already has a schedule named twice.'),
		});
		ok(ingot('schedules', 'rm', 'twice'));
		expect(ingot('schedules', 'run', 'twice').code).toBe(2);
	});

	test('a Windows image where no Windows can run, with the reason', async () => {
		await sh(`c=$(podman create localhost/devbase:1 sh); podman commit -q --change "LABEL io.clustercode.managed=true" \
			--change "LABEL io.clustercode.os=windows" $c localhost/win11:1; podman rm $c`);
		expect(ingot('schedules', 'add', 'win11:1', '--when', 'daily', '--', 'true')).toMatchObject({
			code: 3,
			stderr: expect.stringContaining('this worker cannot host Windows VMs'),
		});
		await sh('podman rmi localhost/win11:1');
	});

	test('the second of two concurrent edits is refused', async () => {
		const {probeSchedule, planSchedule, saveSchedule} = await import('../../source/jobs/save-schedule.ts');
		const {reach} = await import('./remote-lab.ts');
		ok(add('shared', onceAYear, 'true'));
		const remote = await reach(lab, withCron);
		try {
			const image = (await remote.images()).managed.find(each => each.name === 'node-base');
			if (image === undefined) throw new Error('There is no image.');
			const look = await probeSchedule(remote, image, {user: 'alice'});
			const edited = look.known.schedules.find(each => each.draft.name === 'shared');
			if (edited === undefined) throw new Error('There is no schedule.');
			const account = {user: 'alice', plan: 'pro', role: 'member'} as const;
			const edit = (limit: string) =>
				planSchedule(look, {...edited.draft, limit}, {account, host: 'here', ingot: '0', edited});
			await saveSchedule(remote, edit('2h'));
			await expect(saveSchedule(remote, edit('3h'))).rejects.toMatchObject({
				kind: 'conflict',
				message: expect.stringContaining('The schedule was changed meanwhile'),
			});
		} finally {
			remote.close();
		}
		expect(ok(ingot('schedules', 'list', '--json'))).toContain('"limit":"2h"');
		expect(await sh('ls -A ~/.local/state/ingot/schedules | grep -c new || true')).toBe('0');
		const bob = '{user: bob, plan: pro, role: member}';
		expect(ingotAs(bob, 'schedules', 'rm', 'shared').code).toBe(3);
		ok(ingotAs('{user: bob, plan: pro, role: admin}', 'schedules', 'rm', 'shared'));
	});

	test('a worker that has neither cron nor systemd', async () => {
		await sh('mount --bind /dev/null /usr/bin/crontab');
		try {
			expect(add('nowhere', onceAYear, 'true')).toMatchObject({
				code: 3,
				stderr: expect.stringContaining('Nothing on this worker can start a run'),
			});
		} finally {
			await sh('umount /usr/bin/crontab');
		}
		expect(await sh('ls -A ~/.local/state/ingot/schedules')).toBe('.lock');
	});
});

test('a wrong clock is reported, and runs use the worker’s clock', async () => {
	await sh(`printf '#!/bin/sh\\nexec /usr/bin/busybox date -d "@$(($(/usr/bin/busybox date +%%s) + 7200))" "$@"\\n' >/tmp/date
		chmod 755 /tmp/date; command -v busybox; mount --bind /tmp/date /usr/bin/date`);
	try {
		const beganAt = Date.now();
		const dry = add('ahead', ['--when', 'hourly', '--dry-run', '--json'], 'true');
		expect(dry.stderr).toMatch(/the worker’s clock is 7\d\d\d s ahead of this machine’s/u);
		// The hour may turn meanwhile.
		const hours = [beganAt, Date.now()].map(each =>
			String(new Date(each + 3 * 3600 * 1000).getUTCHours()).padStart(2, '0'),
		);
		expect(dry.stderr).toMatch(new RegExp(` (?:${hours.join('|')}):00 UTC`, 'u'));
	} finally {
		await sh('umount /usr/bin/date');
	}
});

test('a missing crontab entry is reported, and enabling restores it', async () => {
	ok(add('lost', onceAYear, 'true'));
	await sh('crontab -l | grep -v "# ingot:s" | crontab -');
	expect(row('lost')).toMatchObject({problem: 'its cron entry is gone'});
	ok(ingot('schedules', 'enable', 'lost'));
	expect(row('lost')).toMatchObject({problem: null});
	ok(ingot('schedules', 'rm', 'lost'));
});
