import {describe, expect, test} from 'vitest';
import {parseDetection} from '../../source/jobs/detect-capabilities.ts';
import {mayDetect, toolsToDetect} from '../../source/model/builtin-capabilities.ts';
import {type Detection, inheritedBy} from '../../source/model/detection.ts';

const tools = toolsToDetect();
const versionOf = (text: string, path = '/usr/bin/git') =>
	parseDetection(`found git ${path}\nlisted\nversion git ${text}\n\nexit 0\n`, tools).tools[0]?.version;

test.each([
	['git version 2.39.5', '2.39.5'],
	['go version go1.22.3 linux/amd64', '1.22.3'],
	['openjdk version "17.0.9" 2023-10-17', '17.0.9'],
	['ruby 3.1.2p20 (2022-04-12)', '3.1.2'],
	['tmux 3.3a', '3.3a'],
	['v22.11.0', '22.11.0'],
	['perl 5, version 36, subversion 0 (v5.36.0)', '5.36.0'],
	['Copyright (c) 2005-2023 NVIDIA, release 12.2, V12.2.140', '12.2'],
	[': "10.2.4",', '10.2.4'],
	['error while loading shared libraries: libssl.so.1.1: cannot open', undefined],
	['/usr/lib/x86/libfoo-1.2.so: no such file', undefined],
	['cannot open /opt/tool/1.2.3/lib', undefined],
	['unknown option --version', undefined],
	['', undefined],
	[`${'9'.repeat(300)}.${'9'.repeat(300)}`, undefined],
])('of a program that says %j the version is %j', (text, version) => {
	expect(versionOf(text)).toBe(version);
});

test.each([
	['/root/.nvm/versions/node/v22.1.0/bin/node', '22.1.0'],
	['/home/dev/.local/share/claude/versions/1.0.30', '1.0.30'],
	['/usr/lib/python3.11/tool', undefined],
])('of a program that says nothing the version is that of its place: %j', (path, version) => {
	expect(versionOf('', path)).toBe(version);
});

test.each([
	[
		'a DevBox that names what was not asked',
		'found evil /x\nfound git /usr/bin/git\nlisted\nversion evil 1.2\n\nexit 0\n',
		['git'],
	],
	['an answer that is cut after the list', 'found git /usr/bin/git\nlisted\nversion gi\nexit 137\n', ['git']],
	['lines that are none of the protocol', 'found git\nfound\nversion\n\u001B[2J\nlisted\n\nexit 0\n', []],
])('%s adds nothing', (_, stdout, found) => {
	const detection = parseDetection(stdout, tools);
	expect(detection.problem).toBeUndefined();
	expect(detection.tools.map(each => each.capability)).toEqual(found);
});

test.each([
	['', 'the shell of the DevBox did not respond as expected'],
	['found git /usr/bin/git\n\nexit 0\n', 'the shell of the DevBox did not respond as expected'],
	['\nexit 124\n', 'the DevBox did not answer within 3 s'],
	['found git /usr/bin/git\n\nexit 137\n', 'the DevBox did not answer within 3 s'],
	['Error: crun: executable file `/bin/sh` not found\n\nexit 127\n', 'the DevBox has no /bin/sh'],
	[
		'Error: can only create exec sessions on running containers: container state improper\n\nexit 255\n',
		'the DevBox is not running',
	],
	['Error: \u001B[31modd\u0007\n\nexit 125\n', 'odd·'],
])('where nothing is known, %j is told as %j', (stdout, problem) => {
	expect(parseDetection(stdout, tools)).toMatchObject({tools: [], problem});
});

describe('what the config adds', () => {
	test.each([
		['terragrunt', 'terragrunt --version', true],
		['terragrunt', 'terragrunt', true],
		['our.tool-2', '/opt/our/bin/tool version "a b"', true],
		['odd', `tool '; rm -rf /' '$(id)'`, true],
		['Terragrunt', 'terragrunt', false],
		['custom:erp', 'erp', false],
		['a,b', 'erp', false],
		['', 'erp', false],
		['-x', 'erp', false],
		['x'.repeat(41), 'erp', false],
		['erp', '', false],
		['erp', 'a | b', false],
		['erp', 'a > /tmp/x', false],
		['erp', '$(id)', false],
		['erp', 'bin/erp', false],
		['erp', '../erp', false],
		['erp', '"two words" --version', false],
		['erp', '-x', false],
		['erp', 'erp "\u001B[2J"', false],
		['erp', 'erp \n', true],
	])('%j: %j may be added: %j', (name, line, may) => {
		expect(mayDetect(name, line)).toBe(may);
	});

	test('joins the table, or stands in place of its row', () => {
		const all = toolsToDetect({terragrunt: 'terragrunt --version', go: '/opt/go/bin/go'});
		expect(all.filter(each => ['terragrunt', 'go'].includes(each.capability))).toEqual([
			{capability: 'terragrunt', commands: ['terragrunt'], version: ['--version']},
			{capability: 'go', commands: ['/opt/go/bin/go']},
		]);
		expect(all).toHaveLength(tools.length + 1);
	});
});

const found = (...names: readonly string[]): Detection => ({
	tools: names.map(capability => ({capability})),
	lookedFor: tools.map(each => each.capability),
});
const of = (label: string | undefined, detection?: Detection) =>
	inheritedBy({
		devbox: {labels: label === undefined ? {} : {'io.clustercode.capabilities': label}},
		detection,
	});

test.each([
	['git,custom:erp', found('git', 'node'), 'git,custom:erp,node', ''],
	[undefined, found('git'), 'git', ''],
	['custom:git', found('git'), 'git', ''],
	['Git', found('git'), 'Git', ''],
	['docker,ml,custom:helm', found('git'), 'docker,ml,custom:helm,git', 'docker'],
	['docker', {...found(), problem: 'why'}, 'docker', ''],
	['docker', undefined, 'docker', ''],
] as const)('a DevBox that claims %j and has %o passes on %j; not found: %j', (...row) => {
	const [label, detection, all, notFound] = row;
	const inherited = of(label, detection);
	expect(inherited.capabilities.join(',')).toBe(all);
	expect(inherited.notFound.join(',')).toBe(notFound);
});
