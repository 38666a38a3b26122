import {execFile} from 'node:child_process';
import {promisify} from 'node:util';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {quote} from '../../source/model/shell.ts';
import {homeIn, member, ok} from '../driver/homes.ts';
import {holdLab, type Lab} from '../lab/lab.ts';

let lab: Lab;
beforeAll(async () => {
	lab = await holdLab({name: `identity${process.pid}`, workers: 0});
	await lab.addWorker('root', 'plain');
	await lab.addWorker('user', 'rootless');
});
afterAll(() => lab?.release());

const ingot = (...argv: readonly string[]) => homeIn(lab, member('alice')).run(...argv);

/** Runs a script in the tree of a container, as whoever may change it. */
const inTree = (name: string, script: string): string => {
	const inside = `cd "$(podman mount ${name})"; ${script}; cd /; podman umount ${name} >/dev/null`;
	return `if [ "$(id -u)" = 0 ]; then sh -euc ${quote([inside])}; else podman unshare sh -euc ${quote([inside])}; fi`;
};

/** Who a tree says it is: its machine ids, and fingerprints by a tool that is not ours. */
const identity = `cat etc/machine-id; [ -h var/lib/dbus/machine-id ] || cat var/lib/dbus/machine-id
	for key in etc/ssh/ssh_host_*_key etc/ssh/ssh_host_*_key.pub; do
		[ ! -s "$key" ] || ssh-keygen -l -f "$key" | cut -d ' ' -f 2; done; cat run/app.pid 2>/dev/null || :`;
/** Everything in it, by contents, types, modes and owners. */
const everything = `find . -xdev -type f -exec sha256sum {} + | sort | sha256sum
	find . -xdev ! -name . -printf '%y %m %U %G %p %l\\n' | sort | sha256sum`;

const hookFolders = ['/usr/share/containers/oci/hooks.d', '/etc/containers/oci/hooks.d', '/home/more, hooks'];

describe.each(['root', 'user'])('a worker whose containers belong to %s', worker => {
	// Rootless Podman on cgroup v1 cannot pause.
	const create = (name: string, ...more: readonly string[]) => {
		const method = worker === 'user' ? ['--method', 'restart', '--yes'] : [];
		const from = ['-w', `${lab.name}-${worker}`, '-f', 'source'];
		return ok(ingot('create', ...from, '-n', name, ...method, ...more));
	};
	const sh = async (script: string): Promise<string> => {
		const argv = ['-F', lab.sshConfig, `${lab.name}-${worker}`, quote(['sh', '-euc', script])];
		return (await promisify(execFile)('ssh', argv, {maxBuffer: 64e6})).stdout.trim();
	};
	const asRoot = async (script: string) => {
		const {code, stderr} = await lab.exec(worker, ['sh', '-euc', script]);
		expect(code, stderr).toBe(0);
	};
	const lookIn = async (name: string, script = identity) => (await sh(inTree(name, script))).split('\n');

	beforeAll(async () => {
		// The base image has a machine id and one key; the DevBox adds another key, a pid file and work.
		await sh(`podman create --name raw --pull never localhost/devbase:1 true >/dev/null
			${inTree('raw', `mkdir -p etc/ssh var/lib/dbus; echo 0123456789abcdef0123456789abcdef >etc/machine-id; ssh-keygen -q -N '' -t ecdsa -f etc/ssh/ssh_host_ecdsa_key`)}
			podman commit --quiet --change 'CMD ["sh","-c","trap exit TERM; while :; do sleep 1; done"]' raw localhost/with-id:1 >/dev/null
			podman rm raw >/dev/null
			podman run -d --name source --label io.clustercode.launched-by=alice --label io.clustercode.job=by-hand \
				--pull never localhost/with-id:1 >/dev/null
			${inTree('source', `ssh-keygen -q -N '' -t ed25519 -f etc/ssh/ssh_host_ed25519_key; cp etc/machine-id var/lib/dbus/; mkdir -p run srv; echo 7 >run/app.pid; echo work >srv/work`)}`);
	});

	test('two launches share no machine id and no host key, and the DevBox keeps its own', async () => {
		const [before, filesBefore] = [await lookIn('source'), await lookIn('source', everything)];
		create('golden');
		for (const name of ['one', 'two'])
			ok(ingot('launch', 'golden', '-w', `${lab.name}-${worker}`, '--name', name));
		const all = [before, await lookIn('one'), await lookIn('two')];
		// The id, which D-Bus reads through a link; the private and public half of each key. No pid file.
		for (const [id, ...fingerprints] of all.slice(1)) {
			expect(id).toMatch(/^[0-9a-f]{32}$/u);
			expect(fingerprints).toHaveLength(4);
		}
		const values = all.flatMap(each => [...new Set(each)]);
		expect(new Set(values).size).toBe(values.length);
		expect(await lookIn('one', 'cat srv/work; ls run/*.pid 2>/dev/null || :')).toEqual(['work']);
		expect(await lookIn('source')).toEqual(before);
		expect(await lookIn('source', everything)).toEqual(filesBefore);
	});

	const listOf = async (name: string) => {
		const found = `find . -xdev ! -type d ! -path ./run/.containerenv -printf '%y %m %U:%G %p\\n'
			find . -xdev -type f ! -path ./run/.containerenv -exec sha256sum {} +`;
		return (await lookIn(name, found)).filter(each => each !== '').toSorted();
	};
	const holding = async (image: string) => {
		await sh(`podman create --quiet --name looked --pull never ${image} true >/dev/null`);
		const all = await listOf('looked');
		await sh('podman rm looked >/dev/null');
		return all;
	};
	const namesOf = (lines: readonly string[]) =>
		[...new Set(lines.map(each => /\.\/\S+/u.exec(each)?.[0] ?? ''))].toSorted();
	const own = [
		...['./etc/ssh/ssh_host_ed25519_key', './etc/ssh/ssh_host_ed25519_key.pub', './run/app.pid'],
		'./var/lib/dbus/machine-id',
	];

	test('where the layer is copied, the image holds none of the DevBox’s own identity, and everything else', async () => {
		const [devbox, image] = [await listOf('source'), await holding('localhost/golden:latest')];
		const lost = devbox.filter(each => !image.includes(each));
		const gained = image.filter(each => !devbox.includes(each));
		// Without a copy its DevBoxes get another identity only when they are launched.
		expect(namesOf(lost)).toEqual(worker === 'root' ? own : []);
		expect(namesOf(gained)).toEqual(worker === 'root' ? ['./etc/ssh/ssh_host_ed25519_key.pub'] : []);
	});

	test('an image that is edited after its commit holds none either, nor packages that are left out', async () => {
		await sh(
			inTree(
				'source',
				`for name in kept gone; do mkdir -p srv/$name/node_modules/$name; printf '{"name":"%s","version":"1.0.0"}' $name >srv/$name/node_modules/$name/package.json; done`,
			),
		);
		create('edited', ...(worker === 'root' ? ['--method', 'pause'] : []), '--leave-out', '/srv/gone');
		const [devbox, image] = [await listOf('source'), await holding('localhost/edited:latest')];
		expect(namesOf(devbox.filter(each => !image.includes(each)))).toEqual([
			...['./etc/machine-id', './etc/ssh/ssh_host_ecdsa_key', './etc/ssh/ssh_host_ecdsa_key.pub'],
			...own.slice(0, 3),
			...['./srv/gone/node_modules/gone/package.json', './var/lib/dbus/machine-id'],
		]);
		const listed = ok(ingot('images', 'sbom', 'edited', '-w', `${lab.name}-${worker}`));
		expect(listed).toContain('pkg:npm/kept@1.0.0');
		expect(listed).not.toContain('gone');
	});

	test('a DevBox keeps its ids when it stops and starts', async () => {
		const before = await lookIn('one');
		ok(ingot('stop', 'one', '-w', `${lab.name}-${worker}`));
		ok(ingot('start', 'one', '-w', `${lab.name}-${worker}`));
		expect(await lookIn('one')).toEqual(before);
	});

	test('what is kept on purpose is the same in every launch', async () => {
		create('same', '--identity', 'none');
		ok(ingot('launch', 'same', '-w', `${lab.name}-${worker}`, '--name', 'same-one'));
		expect(await lookIn('same-one')).toEqual(await lookIn('source'));
	});

	test.each([
		['by default', ''],
		['in folders of the settings', 'hooks_dir = ["/etc/containers/oci/hooks.d", "/home/more, hooks"]'],
		['without a folder in the settings', 'hooks_dir = []'],
	])('a launch runs the same hooks of the worker as podman run: %s', async (_, setting) => {
		// /usr is the machine's.
		await asRoot(`cp -r /usr/share/containers /run/as-before; mount -t tmpfs tmpfs /usr/share/containers
			cp -r /run/as-before/. /usr/share/containers; rm -r /run/as-before
			for at in ${quote(hookFolders)}; do mkdir -p "$at"
			printf '{"version":"1.0.0","hook":{"path":"/bin/sh","args":["sh","-c","echo %s >>/var/tmp/ran"]},"when":{"always":true},"stages":["createRuntime"]}' "'$at'" >"$at/mark.json"; done
			chmod -R a+rX /home/more* /etc/containers/oci /usr/share/containers; : >/var/tmp/ran; chmod 666 /var/tmp/ran`);
		await sh(
			`mkdir -p ~/.config/containers; printf '[engine]\n%s\n' ${quote([setting])} >~/.config/containers/containers.conf`,
		);
		const ran = async () => (await sh('cat /var/tmp/ran; : >/var/tmp/ran')).split('\n').toSorted();
		await sh('podman run --rm --pull never --network none localhost/devbase:1 true');
		const expected = await ran();
		if (setting === '') expect(expected).toEqual([hookFolders[0]]);
		ok(ingot('launch', 'golden', '-w', `${lab.name}-${worker}`, '--name', 'hooked'));
		expect(await ran()).toEqual(expected);
		await sh('podman rm --force --time 0 hooked; rm ~/.config/containers/containers.conf');
		await asRoot('umount /usr/share/containers; rm -r /etc/containers/oci');
	});

	test('where the worker has no ssh-keygen, that of the image makes the keys; without one the launch says so', async () => {
		await sh(`podman run -d --name tooled --label io.clustercode.launched-by=alice --label io.clustercode.job=by-hand \
			--pull never localhost/with-id:1 >/dev/null
			${inTree('tooled', `ssh-keygen -q -N '' -t ed25519 -f etc/ssh/ssh_host_ed25519_key; cp etc/machine-id var/lib/dbus/; cp -L --parents /usr/bin/ssh-keygen $(ldd /usr/bin/ssh-keygen | grep -o '/[^ ]*') .`)}`);
		const method = worker === 'user' ? ['--method', 'restart', '--yes'] : [];
		ok(ingot('create', '-w', `${lab.name}-${worker}`, '-f', 'tooled', '-n', 'with-tool', ...method));
		create('without-tool');
		await asRoot('mount --bind /dev/null /usr/bin/ssh-keygen');
		const launch = (image: string, name: string) =>
			ok(ingot('launch', image, '-w', `${lab.name}-${worker}`, '--name', name));
		const said = [launch('with-tool', 'keyed'), launch('without-tool', 'keyless')];
		await asRoot('umount /usr/bin/ssh-keygen');
		const [keyed, keyless] = [await lookIn('keyed'), await lookIn('keyless')];
		expect(said[0]).toContain('New SSH host keys: ecdsa ed25519.');
		expect(new Set(keyed).size).toBe(3);
		expect(keyed).toHaveLength(5);
		expect((await lookIn('tooled')).filter(each => keyed.includes(each))).toEqual([]);
		expect(said[1]).toContain('Run ssh-keygen -A in the DevBox.');
		expect(keyless).toEqual([expect.stringMatching(/^[0-9a-f]{32}$/u)]);
		expect(await sh("podman ps --all --format '{{.Names}}' | grep ingot- || :")).toBe('');
	});

	test('nothing is left of what renewed them', async () => {
		expect(await sh('cd ~/.local/state/ingot/jobs && find . -name hooks -o -name keys')).toBe('');
	});
});
