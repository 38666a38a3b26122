import {expect, test} from 'vitest';
import {planBuild} from '../../source/jobs/build-image.ts';
import {planRename} from '../../source/jobs/change-devbox.ts';
import {planSnapshot} from '../../source/jobs/create-image.ts';
import {planFork} from '../../source/jobs/fork.ts';
import type {BuildDraft} from '../../source/model/build.ts';
import {Failure} from '../../source/model/failure.ts';
import type {Draft} from '../../source/model/snapshot.ts';
import {buildRequest} from './build-request.ts';
import {request, source} from './sources.ts';

const requester = {account: {user: 'alice', plan: 'pro', role: 'member'}, host: 'here', ingot: '0'} as const;
const create = (change: Partial<Draft>) => () =>
	planSnapshot(source, {...request.draft, ...change}, requester);
const build = (change: Partial<BuildDraft>) => () =>
	planBuild(buildRequest.source, {...buildRequest.draft, ...change}, requester);
const fork = (count: string, prefix?: string) => () =>
	planFork({source, settings: {} as never, names: []}, {count, prefix}, requester);
const rename = (name: string) => () =>
	planRename({...source.devbox, launchedBy: 'alice', worker: 'forge-1'} as never, name, requester);
const many = Array.from({length: 11}, (_, index) => `custom:c${index}`);

test.each<[string, () => unknown, string]>([
	[
		'a name of create',
		create({name: 'Foo'}),
		'--name Foo: Use lowercase letters. Give another one: --name NAME.',
	],
	[
		'a short name of create',
		create({name: 'x'}),
		'--name x: Use at least 2 characters. Give another one: --name NAME.',
	],
	[
		'a tag of create',
		create({tag: 'a b'}),
		"--tag 'a b': Use only letters, digits, dots, underscores and dashes. Give another one: --tag TAG.",
	],
	['capabilities of create', create({capabilities: many}), '--capability: '],
	['a name of build', build({name: 'Foo'}), '--name Foo: Use lowercase letters.'],
	['a tag of build', build({tag: '-a'}), '--tag -a: Start with'],
	['a build argument', build({buildArgs: ['1=2']}), '--build-arg: Build argument'],
	['a number of forks', fork('0'), '--count 0: Use a number from 1 to 20. Give another one: --count NUMBER.'],
	['no number of forks', fork('many'), '--count many: Use a number'],
	['a name of forks', fork('2', 'a b'), "--name 'a b': Use letters"],
	[
		'a new name',
		rename('x y'),
		"A DevBox cannot be named 'x y'. Use letters, digits, dots, underscores and dashes, and start with a letter or digit.",
	],
])('%s that cannot be used is named with its option, and its rule once', (_title, plan, words) => {
	let said = '';
	try {
		plan();
	} catch (thrown) {
		if (!(thrown instanceof Failure)) throw thrown;
		expect(thrown.kind).toBe('usage');
		said = `${thrown.message} ${thrown.hint}`;
	}
	expect(said.slice(0, words.length)).toBe(words);
	expect(said).not.toContain('Fix it');
	const [rule = said] = /Use [^.]*\./u.exec(said) ?? [];
	expect(said.split(rule)).toHaveLength(2);
});
