import {afterAll, beforeAll, beforeEach, expect, test} from 'vitest';
import type {Draft} from '../../source/model/snapshot.ts';
import {holdLab, type Lab} from '../lab/lab.ts';
import {methods, outcomeOf, type SnapshotLab, snapshotLab, withStep} from './snapshot-lab.ts';

let lab: Lab;
let on: SnapshotLab;
let before: string;
beforeAll(async () => {
	lab = await holdLab({name: `verify${process.pid}`, workers: 1, user: 'alice'});
	on = await snapshotLab(lab);
});
afterAll(async () => {
	on?.remote.close();
	await lab?.release();
});
beforeEach(async () => {
	before = await on.traces();
});

const box = (name: string, options: string, command: string) =>
	on.sh(
		`podman run -d --quiet --name ${name} --network none --stop-timeout 0 --label io.clustercode.launched-by=alice ${options} localhost/devbase:1 ${command} >/dev/null`,
	);
/** The layer of the image that the commit step has made; for the end of that step. */
const layer = `"$(podman image inspect --format '{{index .GraphDriver.Data "UpperDir"}}' "$(cat image-id)")"`;
const plan = async (name: string, draft: Partial<Draft> = {}) =>
	on.plan(await on.look(name), {name: 'proved', ...draft});

test('without a staging container the job continues with the method pause, and says so', async () => {
	const planned = withStep(await plan('api'), 'prepare', run =>
		run.replace(' --env ', ' --no-such-option --env '),
	);
	expect(planned.plan.steps.find(step => step.id === 'prepare')?.argv.join(' ')).toContain(
		'--no-such-option',
	);
	const events = await on.run(planned);
	expect(outcomeOf(events)).toBe('done: localhost/proved:1 is ready.');
	const said = events.map(event => event.text);
	expect(said).toContain(
		'The job continues with the method pause: the DevBox is frozen until the commit has ended.',
	);
	expect(said).toContain('It stays frozen until the commit has ended.');
	expect(await on.sh(`podman inspect --format '{{.State.Status}}' api`)).toBe('running');
	expect(await on.sh('podman run --rm --network none localhost/proved:1 "cat notes.txt"')).toBe(
		'tuned by hand',
	);
	// A staging container would not have had it.
	const names = await on.sh(`podman image inspect --format '{{join .Config.Env " "}}' localhost/proved:1`);
	expect(` ${names} `).not.toMatch(/ HOSTNAME=\S/u);
	await on.removeByHand('localhost/proved:1');
	expect(await on.traces()).toBe(before);
});

type Harm = {
	readonly what: string;
	readonly step: string;
	readonly harm: string;
	readonly draft?: Partial<Draft>;
	readonly reason: RegExp;
};
const differs = /differs from the DevBox in \d+ places/u;
const harms: readonly Harm[] = [
	{what: 'a file is missing', step: 'commit', harm: `rm -f ${layer}/home/dev/notes.txt`, reason: differs},
	{what: 'there is a file more', step: 'commit', harm: `: >${layer}/intruder`, reason: differs},
	{
		what: 'an owner is another',
		step: 'commit',
		harm: `chown 7:7 ${layer}/home/dev/notes.txt`,
		reason: differs,
	},
	{
		what: 'a mode is another',
		step: 'commit',
		harm: `chmod 4777 ${layer}/home/dev/notes.txt`,
		reason: differs,
	},
	{
		what: 'contents are others, of the same size',
		step: 'commit',
		harm: `printf T | dd of=${layer}/home/dev/notes.txt conv=notrunc 2>/dev/null`,
		draft: {verify: 'full'},
		reason: /The contents of \d files differ/u,
	},
	{
		what: 'the copy lost a file',
		step: 'capture',
		harm: 'rm "$(cat staging-upper)"/home/dev/notes.txt',
		reason: /copy of the DevBox's files differs/u,
	},
	{
		what: 'it runs another command',
		step: 'commit',
		harm: `printf 'FROM %s\\nCMD ["other"]\\n' "$(cat image-id)" | podman build -q --no-cache -f - . >image-id.new && mv image-id.new image-id`,
		reason: /The image's command is .*"other".* and should be/u,
	},
];

test.each(harms)('an image that is not the DevBox gets no name and leaves no trace: $what', async each => {
	const planned = withStep(await plan('api', each.draft), each.step, run => `${run} && { ${each.harm}; }`);
	const events = await on.run(planned);
	expect(outcomeOf(events)).toMatch(/^failed: /u);
	expect(outcomeOf(events)).toMatch(each.reason);
	expect(await on.traces()).toBe(before);
});

test('a file whose name an image reads as the mark of a deleted one is named as what to rename', async () => {
	await box('marked', '', 'sleep 1000');
	before = await on.traces();
	await on.sh('podman exec marked sh -c "mkdir -p /srv/layers; echo x >/srv/layers/.wh.base"');
	const events = await on.run(await plan('marked'));
	expect(outcomeOf(events)).toBe(
		'failed: In an image, a name that begins with .wh. marks a deleted file, so it cannot hold /srv/layers/.wh.base. Rename or remove such files and try again.',
	);
	expect(await on.traces()).toBe(before);
	await on.sh('podman exec marked sh -c "rm /srv/layers/.wh.base"');
	expect(outcomeOf(await on.run(await plan('marked')))).toBe('done: localhost/proved:1 is ready.');
	await on.removeByHand('localhost/proved:1');
	await on.sh('podman rm -f -t 0 marked');
});

test.each([{}, {start: false}])(
	'an image whose command is gone is not kept, because it could never be launched: %j',
	async draft => {
		await box('hollow', '', 'sleep 1000');
		before = await on.traces();
		await on.sh('podman exec hollow sh -c "rm /bin/sleep"');
		const events = await on.run(await plan('hollow', draft));
		expect(outcomeOf(events)).toMatch(
			/^failed: A container of the image does not start, so it was not kept: .*sleep/u,
		);
		expect(await on.traces()).toBe(before);
		await on.sh('podman rm -f -t 0 hollow');
	},
);

test.each(methods)('no secret of the DevBox is in the image, its history or the job (%s)', async method => {
	await box(
		'vault',
		`--env API_TOKEN=hunter2secret --env MODE=test --env 'a.b=dots' --env "$(printf 'LINES=a\\nb')"`,
		'sleep 1000',
	);
	const planned = await plan('vault', {method, name: 'vault', tag: method});
	expect(outcomeOf(await on.run(planned))).toMatch(/^done/u);
	const image = `localhost/vault:${method}`;
	expect(await on.sh(`podman image inspect ${image}; podman history --no-trunc ${image}`)).not.toContain(
		'hunter2',
	);
	expect(await on.sh(`grep -rl hunter2 "$HOME/.local/state/ingot" /var/tmp 2>/dev/null || true`)).toBe('');
	const env = await on.sh(`podman image inspect --format '{{json .Config.Env}}' ${image}`);
	expect(JSON.parse(env)).toEqual(expect.arrayContaining(['MODE=test', 'a.b=dots', 'LINES=a\nb']));
	await on.sh('podman rm -f -t 0 vault');
});
