import {expect, test} from 'vitest';
import {planSnapshot} from '../../source/jobs/create-image.ts';
import type {Draft, SnapshotSource} from '../../source/model/snapshot.ts';
import {CreateDetails} from '../../source/screens/create/create-details.tsx';
import {createCommands, createLines} from '../../source/screens/create/create-lines.ts';
import {draft, source} from '../plan/sources.ts';
import {alice, showScreen} from './show-app.tsx';

const withEnv = (...env: readonly string[]): SnapshotSource => ({
	...source,
	devbox: {...source.devbox, env: [...source.devbox.env, ...env]},
});
const tuned = withEnv('API_TOKEN=hunter2', 'EDITOR=vim', 'http_proxy=http://vim');

const form = async (from: SnapshotSource, before?: Draft, size = {columns: 80, rows: 24}) => {
	const drafts: Draft[] = [];
	const screen = await showScreen(
		<CreateDetails
			source={from}
			onNext={each => drafts.push(each)}
			onContents={() => {}}
			onSwitch={() => {}}
			onBack={() => {}}
			{...(before && {draft: before})}
		/>,
		size,
	);
	return {screen, drafts};
};

test('the form lists what the DevBox has beyond its image by name, those that look like secrets unticked', async () => {
	const {screen} = await form(tuned);
	expect(screen.frame()).toContain('Environment       [ ] API_TOKEN   [x] EDITOR   [ ] http_proxy');
	expect(screen.frame()).toContain('1 kept in the image, 2 left out.');
	expect(screen.frame()).not.toMatch(/hunter|vim/u);
});

test('a variable is ticked by Space, and stays so when the form is opened again', async () => {
	const {screen, drafts} = await form(tuned);
	await screen.press('enter', 'enter', 'enter', 'enter');
	expect(screen.frame()).toContain('❯ [ ] API_TOKEN');
	expect(screen.frame()).toContain('Left out: looks like a secret. Space toggles it.');
	await screen.press(' ');
	expect(screen.frame()).toContain('❯ [x] API_TOKEN');
	expect(screen.frame()).toContain('Kept: looks like a secret.');
	await screen.press('right', ' ', 'enter');
	expect(drafts.map(each => each.variables)).toEqual([{API_TOKEN: true, EDITOR: false}]);
	const again = await form(tuned, drafts[0]);
	expect(again.screen.frame()).toContain('[x] API_TOKEN   [ ] EDITOR');
});

test('left and right wrap around, and the names around the cursor are always visible', async () => {
	const {screen} = await form(withEnv(...Array.from({length: 30}, (_, at) => `VARIABLE_${at + 10}=x`)));
	await screen.press('enter', 'enter', 'enter', 'enter');
	expect(screen.frame()).toMatch(/❯ \[x\] VARIABLE_10 .*›/u);
	await screen.press('left');
	expect(screen.frame()).toMatch(/‹.* ❯ \[x\] VARIABLE_39/u);
	await screen.press('right');
	expect(screen.frame()).toContain('❯ [x] VARIABLE_10');
	for (const line of screen.frame().split('\n')) expect(line.length).toBeLessThanOrEqual(80);
});

test('without any there is no such field', async () => {
	expect((await form(source)).screen.frame()).not.toContain('Environment');
});

test('what Windows boots with is kept, and the space bar does not change it', async () => {
	const own = withEnv('VERSION=10', 'RAM_SIZE=8G', 'PASS=s3cret');
	const windows = {...own, devbox: {...own.devbox, labels: {'io.clustercode.os': 'windows'}}};
	const {screen} = await form(windows);
	expect(screen.frame()).toContain('[ ] PASS   [ ] RAM_SIZE   [x] VERSION');
	await screen.press('shift+tab', 'shift+tab', 'left', ' ');
	expect(screen.frame()).toContain('❯ [x] VERSION');
	expect(screen.frame()).toContain('Kept: Windows needs it to boot.');
	expect(screen.frame()).not.toContain('Space toggles');
	await screen.press('left', ' ');
	expect(screen.frame()).toContain('❯ [x] RAM_SIZE');
});

const linesOf = (from: SnapshotSource, change: Partial<Draft> = {}) => {
	const planned = planSnapshot(from, {...draft, ...change}, {account: alice, host: 'here', ingot: '0'});
	return {planned, lines: createLines(from, {...draft, ...change}, {planned, search: undefined})};
};
const told = (from: SnapshotSource, change: Partial<Draft> = {}) =>
	linesOf(from, change).lines.map(line => `${line.tone}: ${line.text}`);

test('the review says of each variable whether the image gets it, and warns of a secret that it gets', () => {
	const from = {...tuned, image: {...tuned.image, env: [...tuned.image.env, 'NPM_TOKEN=x']}};
	const lines = told(from, {variables: {API_TOKEN: true}});
	expect(lines).toContain('warning: [x] API_TOKEN  looks like a secret; everyone with the image can read it');
	expect(lines).toContain('plain: [x] EDITOR');
	expect(lines).toContain("muted: [ ] http_proxy  the worker's proxy");
	expect(lines).toContain(
		'warning: [x] NPM_TOKEN  inherited from its image; looks like a secret; everyone with the image can read it',
	);
	expect(told(source).join('\n')).not.toContain('Environment');
});

test('the review says of each label whether it is set, kept, inherited or left out, and whose it is', () => {
	const from: SnapshotSource = {
		...source,
		worker: {...source.worker, imageLabels: {keep: [], drop: ['ci.*']}},
		image: {...source.image, labels: {base: 'debian', 'com.docker.compose.project': 'shop'}},
		devbox: {
			...source.devbox,
			labels: {
				...source.devbox.labels,
				base: 'debian',
				team: 'web',
				'ci.job': '7',
				'com.docker.compose.project': 'shop',
				PODMAN_SYSTEMD_UNIT: 'web.service',
			},
		},
	};
	const {planned} = linesOf(from);
	const full = createCommands(planned).map(({tone, text}) => `${tone}: ${text}`);
	expect(full).toEqual(
		expect.arrayContaining([
			'plain:   set       io.clustercode.owner=alice',
			'plain:   kept      team=web',
			'muted:   inherited base',
			'muted:   left out  PODMAN_SYSTEMD_UNIT  (systemd)',
			'muted:   left out  ci.job  (your config)',
			'muted:   emptied   com.docker.compose.project  (Compose)',
		]),
	);
	const short = told(from).join('\n');
	expect(short).toMatch(/^plain: managed=true {2}os=linux {2}owner=alice {2}source=DevBox-commit/mu);
	expect(short).toContain('plain: kept:  team=web');
	expect(short).toContain('left out:  PODMAN_SYSTEMD_UNIT (systemd)  ci.job (your config)');
	expect(short).not.toContain('launched-by');
});

test('no value of a variable is recorded, printed or shown', () => {
	const {planned, lines} = linesOf(tuned, {variables: {API_TOKEN: true}});
	const {request, plan, labels, choice, diskSpace} = planned;
	for (const each of [request, {...plan, files: []}, labels, choice, diskSpace, lines])
		expect(JSON.stringify(each)).not.toMatch(/hunter|vim/u);
});

test('a name that could rewrite the screen is drawn as harmless text', async () => {
	const evil = '\u001B]0;owned\u0007\u001B[2JA\u202E\nB';
	const from = withEnv(`${evil}=x`);
	const {screen} = await form(from);
	for (const text of [screen.frame(), ...told(from)])
		expect(text).not.toMatch(/\u001B\]|\u001B\[2J|\u0007|\u202E/u);
	expect(screen.frame()).toMatch(/\[x\].*A.*B/u);
});

test('in a terminal of 60 by 20 each field and option is seen whole', async () => {
	const {screen} = await form(tuned, undefined, {columns: 60, rows: 20});
	expect(screen.lines()).toHaveLength(20);
	expect(screen.frame()).toMatch(/From DevBox +From Containerfile +│/u);
	expect(screen.frame()).toMatch(/staging +pause +restart/u);
	expect(screen.frame()).toMatch(/Environment +\[ \] API_TOKEN/u);
	await screen.press('enter', 'enter', 'enter', 'enter');
	expect(screen.frame()).toContain('❯ [ ] API_TOKEN');
	expect(screen.frame()).toContain('Left out: looks like a secret.');
});
