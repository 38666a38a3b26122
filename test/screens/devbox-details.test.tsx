import {expect, test} from 'vitest';
import {Failure} from '../../source/model/failure.ts';
import type {SnapshotSource} from '../../source/model/snapshot.ts';
import {DevboxFactsScreen} from '../../source/screens/devboxes/devbox-facts-screen.tsx';
import {source} from '../plan/sources.ts';
import {fullFleet} from './every-screen.tsx';
import {alice, devbox, listed, ready, screenAfter, showScreen} from './show-app.tsx';

const api = devbox('api', {ports: ['tcp/8080']});
const found: SnapshotSource = {
	...source,
	detection: {tools: [{capability: 'git', version: '2.39.5'}], lookedFor: ['git']},
};
const shown = async (which = api, inspect: () => Promise<SnapshotSource> = async () => found) => {
	const asked: string[] = [];
	const screen = await showScreen(
		<DevboxFactsScreen worker="forge-1" id={which.id} />,
		{columns: 100, rows: 50},
		{
			events: [ready, listed(which)],
			prepare: actions => {
				actions.inspectDevbox = async () => ({
					...source.devbox,
					env: ['TOKEN=hunter-2'],
					mounts: [{type: 'volume', source: 'data', destination: '/data\u001B[2J'}],
					networks: ['podman'],
				});
				actions.inspect = () => {
					asked.push('inspect');
					return inspect();
				};
			},
		},
	);
	return {screen, asked};
};

test('enter opens everything about a DevBox, and esc goes back to it', async () => {
	const screen = await screenAfter(fullFleet, alice, {rows: 40});
	await screen.press('2', 'down', 'enter');
	expect(screen.frame()).toContain('DevBoxes › forge-1 › bobs');
	await screen.press('esc');
	expect(screen.frame()).toMatch(/❯ +bobs/u);
});

test('the method of a snapshot, its disk space, the tools with versions, and the configuration are shown', async () => {
	const {screen} = await shown();
	for (const fact of [
		/Snapshot +ready/u,
		/Method +staging: The DevBox is frozen only while the last changes to its files are\s/u,
		/Own layer +1\.07 GB/u,
		/Disk space +Needs 4\.36 GB/u,
		/Tools +git 2\.39\.5/u,
		/Command +sh/u,
		/Variables +TOKEN/u,
		/Networks +podman/u,
		/Mounts +\/data.*: volume data, not part of a snapshot/u,
		/Restart +never/u,
	])
		expect(screen.frame()).toMatch(fact);
	expect(screen.frame()).not.toMatch(/hunter-2|\u001B\[2J/u);
});

test("in somebody else's DevBox nothing is run, and the reason why it is not eligible is shown", async () => {
	const {screen, asked} = await shown(devbox('bobs', {launchedBy: 'bob'}));
	expect(asked).toEqual([]);
	expect(screen.frame()).toContain("unavailable: bob's");
	expect(screen.frame()).toMatch(/Command +sh/u);
	expect(screen.frame()).not.toMatch(/Method/u);
});

test('a refusal of the snapshot stands among the facts, and the others are still shown', async () => {
	const {screen} = await shown(api, () =>
		Promise.reject(new Failure('forge-1 has no space.', {hint: 'Free some.'})),
	);
	expect(screen.frame()).toMatch(/Method +forge-1 has no space\. Free some\./u);
	expect(screen.frame()).toMatch(/Restart +never/u);
	const rootless = {...found, facts: {...found.facts, rootless: true, cgroupVersion: 'v1' as const}};
	const {screen: impossible} = await shown(api, async () => rootless);
	expect(impossible.frame()).toMatch(/Method +Podman cannot pause a DevBox on forge-1/u);
});

test('a DevBox that is removed meanwhile is reported', async () => {
	const screen = await showScreen(
		<DevboxFactsScreen worker="forge-1" id="gone" />,
		{columns: 80, rows: 24},
		{events: [ready, listed(api)]},
	);
	expect(screen.frame()).toContain('This DevBox was removed.');
});
