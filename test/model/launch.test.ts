import {expect, test} from 'vitest';
import {commandProblem, commandWords} from '../../source/model/command-line.ts';
import {splitVariables, variableProblem} from '../../source/model/environment.ts';
import {
	devboxNameProblem,
	freeName,
	type LaunchDraft,
	launchProblems,
	noOptions,
	parseMemory,
} from '../../source/model/launch.ts';
import {parsePort, portProblem} from '../../source/model/port.ts';
import {volumeProblem} from '../../source/model/volume.ts';
import {launchContext} from '../launch-context.ts';

const context = launchContext({names: ['api'], portsTaken: new Map([['tcp/8080', 'shop']])});
const problemsOf = (change: Partial<LaunchDraft>) =>
	launchProblems({...noOptions, name: 'web', ...change}, context);

test.each([
	['web', undefined],
	['W.e-b_2', undefined],
	['a', undefined],
	['x'.repeat(63), undefined],
	['', 'A DevBox has a name.'],
	['x'.repeat(64), 'A name has at most 63 characters.'],
	['-web', /begins with a letter/u],
	['we b', /has letters, digits/u],
	['$(id)', /has letters, digits/u],
	['wéb', /has letters, digits/u],
	['ingot-staging-1', /Ingot’s own/u],
	['api', 'The worker has a container api already.'],
])('the DevBox name %s: %s', (name, problem) => {
	const found = devboxNameProblem(name, ['api']);
	if (problem instanceof RegExp) expect(found).toMatch(problem);
	else expect(found).toBe(problem);
});

test.each([
	['tax-prep', [], 'tax-prep'],
	['tax-prep', ['tax-prep'], 'tax-prep-2'],
	['tax-prep', ['tax-prep', 'tax-prep-2', 'tax-prep-3'], 'tax-prep-4'],
	['team/tools', [], 'tools'],
	['_x', [], 'devbox-_x'],
])('a DevBox of %s is named after it, where %j are taken: %s', (image, taken, name) => {
	expect(freeName(image, taken)).toBe(name);
	expect(devboxNameProblem(name, taken)).toBeUndefined();
});

test.each([
	['80', {hostIp: '', hostPort: undefined, containerPort: 80, protocol: 'tcp'}],
	['8080:80', {hostIp: '', hostPort: 8080, containerPort: 80, protocol: 'tcp'}],
	['127.0.0.1:8080:80/tcp', {hostIp: '127.0.0.1', hostPort: 8080, containerPort: 80, protocol: 'tcp'}],
	['[::1]:5353:53/udp', {hostIp: '[::1]', hostPort: 5353, containerPort: 53, protocol: 'udp'}],
	['127.0.0.1::80', {hostIp: '127.0.0.1', hostPort: undefined, containerPort: 80, protocol: 'tcp'}],
	['80/sctp', undefined],
	['a:b', undefined],
	['8080:80:90', undefined],
	['-1', undefined],
	['', undefined],
])('the port %s', (text, port) => {
	expect(parsePort(text)).toEqual(port);
});

test.each([
	['1:1', undefined],
	['65535:65535', undefined],
	['0:80', 'A port lies between 1 and 65535.'],
	['65536:80', 'A port lies between 1 and 65535.'],
	['80:65536', 'A port lies between 1 and 65535.'],
	['300.1.1.1:80:80', '300.1.1.1 is no address.'],
	['8080:1', 'Port 8080 of the worker is taken by shop.'],
	['8080:1/udp', undefined],
	['9000:1', 'Port 9000 of the worker is on the list already.'],
	['9001:1', undefined],
	['10.0.0.2:9001:1', undefined],
	['127.0.0.1:9001:1', 'Port 9001 of the worker is on the list already.'],
	['nonsense', /A port reads 8080:80/u],
])('publishing %s: %s', (text, problem) => {
	const others = ['9000:80', ...(text === '9001:1' ? [] : ['127.0.0.1:9001:80'])];
	const found = portProblem(text, {others, taken: context.portsTaken});
	if (problem instanceof RegExp) expect(found).toMatch(problem);
	else expect(found).toBe(problem);
});

test.each([
	['A=', undefined],
	['_a1=x=y', undefined],
	['A=two\nlines "and" $(quotes) \'', undefined],
	['A', /reads NAME=value/u],
	['=x', /has letters, digits/u],
	['1A=x', /does not begin with a digit/u],
	['A B=x', /has letters, digits/u],
	['A=\0', /cannot hold NUL/u],
	['B=again', 'B is on the list already.'],
])('the variable %j: %s', (text, problem) => {
	const found = variableProblem(text, ['B=1']);
	if (problem instanceof RegExp) expect(found).toMatch(problem);
	else expect(found).toBe(problem);
});

test('a pasted list of variables keeps values of several lines whole', () => {
	expect(splitVariables('A=1\nexport B=two\r\nKEY=-----BEGIN\nabc, def\n-----END\n\nC="x"\n')).toEqual([
		'A=1',
		'B=two',
		'KEY=-----BEGIN\nabc, def\n-----END',
		'C="x"',
	]);
});

test.each([
	['data:/data', undefined],
	['/srv/a b:/mnt:ro', undefined],
	['data:/data:ro,Z', undefined],
	['/data', /reads name:\/path/u],
	['data:data', /a folder in the DevBox/u],
	['data:/', /a folder in the DevBox/u],
	['../x:/data', /a volume’s name or a folder/u],
	['data:/data:exec', 'exec is none of ro, rw, z, Z, U.'],
	['a:/b:ro:c', /reads name:\/path/u],
	['x:/used', '/used is on the list already.'],
	['x:/a\u001B[2J', /control or invisible/u],
])('the volume %j: %s', (text, problem) => {
	const found = volumeProblem(text, ['d:/used']);
	if (problem instanceof RegExp) expect(found).toMatch(problem);
	else expect(found).toBe(problem);
});

test.each([
	['512m', 512 * 1024 ** 2],
	['1.5g', 1.5 * 1024 ** 3],
	['2048K', 2 * 1024 ** 2],
	['2 GiB', 2 * 1024 ** 3],
	['100', undefined],
	['lots', undefined],
])('memory %s is %s bytes', (text, bytes) => {
	expect(parseMemory(text)).toBe(bytes);
});

test.each([
	[{memory: '5m'}, {memory: 'A DevBox needs at least 6m.'}],
	[{memory: '6m'}, {}],
	[{memory: '5g'}, {memory: 'The worker has 4.0g in all.'}],
	[{cpus: '2'}, {}],
	[{cpus: '0.5'}, {}],
	[{cpus: '0'}, {cpus: 'CPUs read 2 or 0.5.'}],
	[{cpus: '2.5'}, {cpus: 'The worker has 2 in all.'}],
	[{cpus: 'two'}, {cpus: 'CPUs read 2 or 0.5.'}],
	[{network: 'podman'}, {}],
	[{network: 'none'}, {}],
	[
		{network: 'none', ports: ['1:1']},
		{network: 'With the network none no ports are published: remove them.'},
	],
	[{network: 'container:api'}, {network: 'The worker has the networks podman, host, none.'}],
	[{command: 'a | b'}, {command: "Pipes and redirections need a shell: sh -c 'first | second'."}],
])('a launch with %j: %j', (change, problems) => {
	expect(problemsOf(change)).toEqual(problems);
});

test('an image without a command of its own needs one', () => {
	const bare = launchContext({imageCommand: []});
	expect(launchProblems({...noOptions, name: 'web'}, bare)).toEqual({
		command: 'The image has no command of its own: give one that stays, such as sleep infinity.',
	});
	expect(launchProblems({...noOptions, name: 'web', command: 'sleep 9'}, bare)).toEqual({});
});

test.each([
	['', []],
	['sleep infinity', ['sleep', 'infinity']],
	[`sh -c 'a "b" && c' it\\'s`, ['sh', '-c', 'a "b" && c', "it's"]],
	['echo $HOME *.txt', ['echo', '$HOME', '*.txt']],
	['a && b', undefined],
	['a > b', undefined],
])('the command %s is read as a shell reads its words', (typed, words) => {
	expect(commandWords(typed)).toEqual(words);
	expect(commandProblem(typed) === undefined).toBe(words !== undefined);
});
