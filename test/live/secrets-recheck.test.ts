import {afterAll, beforeAll, expect, test} from 'vitest';
import {findSecrets} from '../../source/jobs/find-secrets.ts';
import {excluded, searchedDraft} from '../../source/model/secret-finding.ts';
import {quote} from '../../source/model/shell.ts';
import type {Draft, SnapshotMethod, SnapshotSource} from '../../source/model/snapshot.ts';
import {holdLab, type Lab} from '../lab/lab.ts';
import {plantedSecrets} from './secret-values.ts';
import {outcomeOf, type SnapshotLab, snapshotLab} from './snapshot-lab.ts';

let lab: Lab;
let on: SnapshotLab;
const token = `ghp_${'aB3dE6gH9jK2mN5pQ8sT1vW4yZ7'.repeat(2).slice(0, 36)}`;
const inBox = (script: string) => on.sh(quote(['podman', 'exec', '-u', '0', 'api', 'sh', '-euc', script]));
beforeAll(async () => {
	lab = await holdLab({name: `recheck${process.pid}`, workers: 1});
	on = await snapshotLab(lab);
	const env = plantedSecrets()['/srv/my app/.env']?.text ?? '';
	await inBox(`mkdir -p '/srv/my app' /srv/code; printf %s ${quote([env])} >'/srv/my app/.env'
		printf '%s\n' 'password: Zq8sT1vW4' >/srv/code/settings.yaml; echo ls >>/root/.bash_history; echo 'the token is stale' >/srv/code/app.log`);
});
afterAll(async () => {
	on?.remote.close();
	await lab?.release();
});

/** What the form does: searches, and leaves out what can be. */
const searched = async (source: SnapshotSource, draft: Partial<Draft>): Promise<Partial<Draft>> => {
	const scan = await findSecrets(on.remote, source);
	expect(scan?.searched?.join('\n')).toContain('/srv/my app/.env');
	return searchedDraft(draft as Draft, {
		secrets: (scan?.findings ?? []).map(excluded),
		notes: [],
		searched: scan?.searched,
		isDone: true,
	});
};

/** With something to leave out, and with nothing. */
const edits = [{act: 'remove', path: '/srv/gone'} as const];
const rows: readonly (readonly [SnapshotMethod, string, Partial<Draft>])[] = [
	['staging', 'with edits', {edits}],
	['staging', 'without edits', {}],
	['pause', 'with edits', {edits}],
	['pause', 'without edits', {}],
];

test.each(rows)(
	'%s, %s: a key that is written after the search makes no image, and leaves nothing',
	async (method, how, more) => {
		const source = await on.look('api');
		const found = await searched(source, {method, name: 'late', start: false, ...more});
		const draft = how === 'with edits' ? found : {...found, edits: undefined, secretsKept: 2};
		const planned = on.plan(source, draft as Partial<Draft>);
		const before = await on.traces();
		await inBox(`echo "const t = '${token}';" >/srv/code/new.js; echo cd >>/root/.bash_history`);
		const events = await on.run(planned);
		expect(outcomeOf(events)).toContain(
			'Changed since it was searched for secrets: /srv/code/new.js. Run it again',
		);
		expect(JSON.stringify(events)).not.toContain(token);
		expect(await on.traces()).toBe(before);
		await inBox('rm /srv/code/new.js');
	},
);

test.each(['staging', 'pause'] as const)(
	'%s: what is the same as in the search becomes an image',
	async method => {
		const source = await on.look('api');
		const planned = on.plan(source, await searched(source, {method, name: `same-${method}`, start: false}));
		await inBox("echo cd >>/root/.bash_history; echo 'GET / 200' >>/srv/code/app.log");
		const events = await on.run(planned);
		expect(outcomeOf(events)).toMatch(/^done: /u);
		expect(JSON.stringify(events)).toContain(
			'No file that could hold a secret has changed since the search.',
		);
		expect(
			await on.sh(
				`ls ~/.local/state/ingot/jobs/${planned.request.id} | grep -cE 'searched|candidates$|recheck-said' || true`,
			),
		).toBe('0');
	},
);
