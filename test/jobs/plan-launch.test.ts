import {expect, test} from 'vitest';
import {planLaunch} from '../../source/jobs/launch.ts';
import {type LaunchDraft, noOptions} from '../../source/model/launch.ts';
import {launchContext} from '../launch-context.ts';

const requester = {account: {user: 'alice', plan: 'pro', role: 'member'}, host: 'here', ingot: '0'} as const;
const context = launchContext({names: ['web'], portsTaken: new Map([['tcp/8080', 'web']])});
const plan = (change: Partial<LaunchDraft>) =>
	planLaunch(context, {...noOptions, name: 'api', ...change}, requester);

test.each([
	[{name: 'web'}, 'conflict'],
	[{ports: ['8080:80']}, 'conflict'],
	[{name: '-web'}, 'usage'],
	[{ports: ['8081:80', '8081:81']}, 'usage'],
	[{ports: ['99999:80']}, 'usage'],
	[{environment: ['A=1', 'A=2']}, 'usage'],
] as const)('a launch with %j is refused as a %s', (change, kind) => {
	expect(() => plan(change)).toThrow(expect.objectContaining({kind}));
});

test('a viewer is refused before anything is read', () => {
	const viewer = {...requester, account: {...requester.account, role: 'viewer'}} as const;
	expect(() => planLaunch(context, {...noOptions, name: 'web'}, viewer)).toThrow(
		expect.objectContaining({kind: 'refused'}),
	);
});
