import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {describe, expect, onTestFinished, test} from 'vitest';
import {findSshHosts} from '../../source/disk/find-ssh-hosts.ts';
import {findWorkers} from '../../source/disk/find-workers.ts';
import {dockerContextIn, podmanConnectionsIn} from '../../source/disk/found-connections.ts';
import {sshHostsIn} from '../../source/disk/ssh-hosts.ts';
import {toCandidates} from '../../source/model/candidate.ts';

const login = 'alice';
const hostsIn = (text: string) => sshHostsIn(text, {place: '~/.ssh/config', login});

/** A home with these files in it. */
const homeWith = (files: Record<string, string>): string => {
	const home = mkdtempSync(path.join(tmpdir(), 'ingot-find-'));
	onTestFinished(() => rmSync(home, {recursive: true}));
	for (const [name, text] of Object.entries(files)) {
		mkdirSync(path.dirname(path.join(home, name)), {recursive: true});
		writeFileSync(path.join(home, name), text);
	}
	return home;
};
const find = (home: string) =>
	findWorkers({ssh: {folder: path.join(home, '.ssh'), home, login}, docker: path.join(home, '.docker')});

describe('the hosts of an ssh config', () => {
	test('are listed with file and line, without patterns', () => {
		const {hosts} = hostsIn(
			`# mine\n\nUser bob\n\nHost forge-1 forge-2 *.lab !x  # two\n  HostName 10.0.0.5\n\tPort=2222\n  User root\n\nhost lonely\n  IdentityFile ~/.ssh/k\nMatch host x exec "false"\n  User y\nHost *\n  User z\n`,
		);
		expect(hosts.map(({ssh, from}) => [ssh, from])).toEqual([
			['forge-1', '~/.ssh/config:5'],
			['forge-2', '~/.ssh/config:5'],
			['lonely', '~/.ssh/config:10'],
		]);
		expect(hosts[0]?.addresses).toContain('root@10.0.0.5:2222');
		expect(hosts[2]).toMatchObject({addresses: ['alice@lonely:22', 'alice@lonely:22'], hasKeys: true});
	});

	test('a host with the user git is a Git server', () => {
		expect(hostsIn('Host github.com\n User git\n').hosts[0]?.refusal).toContain('a Git server');
	});

	test.each<[string, string, readonly string[]]>([
		[
			'by other jump hosts',
			'Host a\n HostName 10.0.0.5\n ProxyJump x\nHost b\n HostName 10.0.0.5\n ProxyJump y',
			['a', 'b'],
		],
		[
			'by other commands',
			'Host a\n HostName h\n ProxyCommand x %h\nHost b\n HostName h\n ProxyCommand y %h',
			['a', 'b'],
		],
		['one behind a jump host', 'Host a\n HostName h\n ProxyJump x\nHost b\n HostName h', ['a', 'b']],
		['one with a jump host of none', 'Host a\n HostName h\n ProxyJump none\nHost b\n HostName h', ['a']],
		['by the same jump host', 'Host a b\n HostName h\n ProxyJump x', ['a']],
		[
			'by jump hosts of patterns',
			'Host a\n HostName h\nHost b\n HostName h\nHost [a?* a* !b\n ProxyJump x',
			['a', 'b'],
		],
		['by a jump host for all', 'Host a\n HostName h\nHost b\n HostName h\nHost *\n ProxyJump x', ['a']],
		[
			'with host keys of other names',
			'Host a\n HostName h\n HostKeyAlias x\nHost b\n HostName h\n HostKeyAlias y',
			['a', 'b'],
		],
		[
			'with other keys',
			'Host a\n HostName h\n IdentityFile x\nHost b\n HostName h\n IdentityFile y',
			['a', 'b'],
		],
		[
			'with other known hosts',
			'Host a\n HostName h\n UserKnownHostsFile x\nHost b\n HostName h\n UserKnownHostsFile y',
			['a', 'b'],
		],
		['with keys and without', 'Host a\n HostName h\n IdentityFile x\nHost b\n HostName h', ['a']],
		['without anything else', 'Host a\n HostName h\nHost b\n HostName h', ['a']],
	])(
		'two with one HostName, %s, are one machine only where nothing tells them apart',
		(_title, text, names) => {
			const {hosts} = hostsIn(text);
			expect(toCandidates(hosts).map(each => each.worker.ssh)).toEqual(names);
		},
	);

	test('a Docker context of an alias behind a jump host is that machine', () => {
		const {hosts} = hostsIn('Host a\n User root\n HostName h\n ProxyJump x');
		const context = (host: string) =>
			dockerContextIn(JSON.stringify({Name: 'c', Endpoints: {docker: {Host: host}}}), login);
		expect(toCandidates([...hosts, context('ssh://root@a')])).toHaveLength(1);
		expect(toCandidates([...hosts, context('ssh://root@h')])).toHaveLength(2);
	});

	test('nothing of a config is run', () => {
		const home = homeWith({});
		hostsIn(`Match exec "touch ${home}/ran"\n User x\nHost a\n ProxyCommand touch ${home}/ran\n`);
		expect(() => rmSync(`${home}/ran`)).toThrow('ENOENT');
	});

	test('included files are read from where ssh reads them, each once; a broken one does not hide the others', async () => {
		const home = homeWith({
			'.ssh/config':
				'Include conf.d/* ~/more gone\nHost first\n\tInclude of-first\nHost *\n\tInclude for-all\nMatch all\n\tInclude too\n',
			'.ssh/conf.d/a': 'Host a\nInclude ../config\n',
			'.ssh/conf.d/b': '\nHost b\n',
			'.ssh/conf.d/z': 'Host "z\n',
			'.ssh/of-first': 'Host never\n',
			'.ssh/for-all': 'Host for-all\n',
			'.ssh/too': 'Host too\n',
			more: 'Host more\n',
		});
		const {found, problems} = await findSshHosts({folder: path.join(home, '.ssh'), home, login});
		expect(found.map(each => `${each.ssh} ${each.from}`)).toEqual([
			'first ~/.ssh/config:2',
			'a ~/.ssh/conf.d/a:1',
			'b ~/.ssh/conf.d/b:2',
			'more ~/more:1',
			'for-all ~/.ssh/for-all:1',
			'too ~/.ssh/too:1',
		]);
		expect(problems).toEqual([expect.stringContaining('~/.ssh/conf.d/z cannot be read')]);
	});
});

describe("Podman's connections", () => {
	test.each<[string, object]>([
		[
			'ssh://core@127.0.0.1:53298/run/user/501/podman/podman.sock',
			{ssh: 'core@127.0.0.1:53298', addresses: ['core@127.0.0.1:53298']},
		],
		['ssh://root@forge/run/podman/podman.sock', {ssh: 'root@forge', addresses: ['root@forge:22']}],
		['ssh://root@forge:22/srv/own.sock', {ssh: 'root@forge', socket: '/srv/own.sock'}],
		['ssh://bob@forge/run/podman/podman.sock', {ssh: 'bob@forge', socket: '/run/podman/podman.sock'}],
		['ssh://forge', {ssh: 'forge', addresses: ['alice@forge:22']}],
		['ssh://root@[::1]:2222/run/podman/podman.sock', {ssh: 'root@[::1]:2222'}],
		['ssh://a%40b@forge', {ssh: 'a@b@forge'}],
		['unix:///run/podman/podman.sock', {addresses: []}],
		['unix:///srv/own.sock', {socket: '/srv/own.sock'}],
		['tcp://10.0.0.9:8080', {refusal: 'tcp: is not supported; Ingot connects over SSH'}],
		['nonsense', {refusal: 'its address is not supported; Ingot connects over SSH'}],
	])('%s', (URI, expected) => {
		const [one] = podmanConnectionsIn(JSON.stringify([{Name: 'w', URI, Identity: ''}]), login);
		expect(one).toMatchObject({name: 'w', from: 'podman connection w', ...expected});
		if (!('socket' in expected)) expect(one?.socket).toBeUndefined();
	});

	test('a password in an address is not copied', () => {
		const json = JSON.stringify([{Name: 'w*', URI: 'ssh://root:hunter2@forge/', Identity: '/keys/a'}]);
		const found = podmanConnectionsIn(json, login);
		expect(JSON.stringify(found)).not.toContain('hunter2');
		expect(found[0]).toMatchObject({name: 'w', identityFile: '/keys/a'});
	});

	test('anything else is reported', () => {
		expect(() => podmanConnectionsIn('{}', login)).toThrow();
		expect(() => podmanConnectionsIn('Error: x', login)).toThrow();
	});
});

test.each<[string, object]>([
	['ssh://root@forge', {ssh: 'root@forge'}],
	['ssh://root@forge/var/run/docker.sock', {ssh: 'root@forge', socket: undefined}],
	['ssh://bob@forge/run/podman/podman.sock', {ssh: 'bob@forge', socket: '/run/podman/podman.sock'}],
	['unix:///var/run/docker.sock', {refusal: 'a Docker socket; Ingot needs Podman'}],
	['tcp://10.0.0.1:2376', {refusal: 'tcp: is not supported; Ingot connects over SSH'}],
])('the Docker context %s', (Host, expected) => {
	const found = dockerContextIn(JSON.stringify({Name: 'c', Endpoints: {docker: {Host}}}), login);
	expect({socket: undefined, ...found}).toMatchObject({name: 'c', from: 'docker context c', ...expected});
});

test('all sources together: each machine once, and problems are reported', async () => {
	const home = homeWith({
		'.ssh/config': 'Host forge\n HostName 10.0.0.5\n User root\n',
		'.docker/contexts/meta/1/meta.json': JSON.stringify({
			Name: 'builder',
			Endpoints: {docker: {Host: 'ssh://root@10.0.0.5'}},
		}),
		'.docker/contexts/meta/2/meta.json': '{',
		'.docker/contexts/meta/3/other': '',
	});
	const {candidates, problems} = await find(home);
	expect(candidates[0]).toMatchObject({
		worker: {name: 'forge', ssh: 'forge'},
		from: ['~/.ssh/config:1', 'docker context builder'],
	});
	expect(candidates.map(each => each.worker.name)).toContain('local');
	expect(problems).toEqual([expect.stringContaining('meta.json is not a Docker context')]);
});

test('an empty home has this machine only', async () => {
	const {candidates, problems} = await find(homeWith({}));
	expect(problems).toEqual([]);
	expect(candidates.map(each => each.from)).toContainEqual(['this machine']);
});
