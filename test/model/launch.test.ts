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
	['', 'Enter a name.'],
	['x'.repeat(64), 'Use at most 63 characters.'],
	['-web', /start with a letter/u],
	['we b', /Use letters, digits/u],
	['$(id)', /Use letters, digits/u],
	['wéb', /Use letters, digits/u],
	['ingot-staging-1', /are reserved/u],
	['ingot-edit-1', /are reserved/u],
	['ingot-twin-1', /are reserved/u],
	['api', 'The worker already has a container named api.'],
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
	['0:80', 'Use a port between 1 and 65535.'],
	['65536:80', 'Use a port between 1 and 65535.'],
	['80:65536', 'Use a port between 1 and 65535.'],
	['300.1.1.1:80:80', '300.1.1.1 is not a valid address.'],
	['8080:1', 'Port 8080 of the worker is already used by shop.'],
	['8080:1/udp', undefined],
	['9000:1', 'Port 9000 of the worker is already in the list.'],
	['9001:1', undefined],
	['10.0.0.2:9001:1', undefined],
	['127.0.0.1:9001:1', 'Port 9001 of the worker is already in the list.'],
	['nonsense', /Use 8080:80/u],
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
	['A', /Use NAME=value/u],
	['=x', /Use letters, digits/u],
	['1A=x', /do not start with a digit/u],
	['A B=x', /Use letters, digits/u],
	['A=\0', /cannot contain NUL/u],
	['B=again', 'B is already in the list.'],
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
	['/data', /Use name:\/path/u],
	['data:data', /an absolute path in the DevBox/u],
	['data:/', /an absolute path in the DevBox/u],
	['../x:/data', /a volume name or an absolute path/u],
	['data:/data:exec', 'exec is not one of ro, rw, z, Z, U.'],
	['a:/b:ro:c', /Use name:\/path/u],
	['x:/used', '/used is already in the list.'],
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
	[{memory: '5g'}, {memory: 'Use at most 4.0g, the memory of the worker.'}],
	[{cpus: '2'}, {}],
	[{cpus: '0.5'}, {}],
	[{cpus: '0'}, {cpus: 'Use a number such as 2 or 0.5.'}],
	[{cpus: '2.5'}, {cpus: 'Use at most 2, the CPUs of the worker.'}],
	[{cpus: 'two'}, {cpus: 'Use a number such as 2 or 0.5.'}],
	[{network: 'podman'}, {}],
	[{network: 'none'}, {}],
	[{network: 'none', ports: ['1:1']}, {network: 'The network none does not publish ports: remove them.'}],
	[{network: 'container:api'}, {network: 'Unknown network: use one of podman, host, none.'}],
	[{command: 'a | b'}, {command: "Pipes and redirections need a shell: sh -c 'first | second'."}],
])('a launch with %j: %j', (change, problems) => {
	expect(problemsOf(change)).toEqual(problems);
});

test('an image without a default command needs one', () => {
	const bare = launchContext({imageCommand: []});
	expect(launchProblems({...noOptions, name: 'web'}, bare)).toEqual({
		command: 'The image has no default command: enter one that keeps running, such as sleep infinity.',
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
