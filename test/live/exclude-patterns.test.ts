import {afterAll, beforeAll, expect, test} from 'vitest';
import {readIgnoreFiles} from '../../source/jobs/read-ignore-files.ts';
import {readSavedExcludes, saveExcludes} from '../../source/jobs/saved-excludes.ts';
import {quote} from '../../source/model/shell.ts';
import {homeIn, member, ok} from '../driver/homes.ts';
import {holdLab, type Lab} from '../lab/lab.ts';
import {type SnapshotLab, snapshotLab} from './snapshot-lab.ts';

let lab: Lab;
let on: SnapshotLab;
beforeAll(async () => {
	lab = await holdLab({name: `patterns${process.pid}`, workers: 1, user: 'alice'});
	on = await snapshotLab(lab);
});
afterAll(async () => {
	on?.remote.close();
	await lab?.release();
});
const inside = (script: string) => on.sh(quote(['podman', 'exec', 'box', 'sh', '-euc', script]));
const patterns = async () => readIgnoreFiles(on.remote, await on.look('box'));

test('ignore files in /, the home and the working directory are read, and a link does not lead to the worker', async () => {
	await on.sh(
		'podman run -d --quiet --name box --network none --stop-timeout 0 --label io.clustercode.launched-by=alice --workdir /etc --entrypoint \'["sh","-c"]\' localhost/devbase:1 \'trap exit TERM; while :; do sleep 1; done\' >/dev/null; echo of-the-worker >/root/worker-file',
	);
	expect(await patterns()).toEqual([]);
	await inside('echo "*.log" >/.ingotignore; printf "cache/\\n!cache\\n" >/root/.ingotignore');
	await inside('ln -s /root/worker-file /etc/.ingotignore');
	const two = ['/.ingotignore:1 *.log', '/root/.ingotignore:1 cache/', '/root/.ingotignore:2 !cache'];
	// Nothing is at the end of the link in the DevBox.
	expect((await patterns()).map(({text, by}) => `${by} ${text}`)).toEqual(two);
	await inside('rm /etc/.ingotignore; echo /mine >/etc/.ingotignore');
	expect((await patterns()).at(-1)).toEqual({text: '/mine', folder: '/etc', by: '/etc/.ingotignore:1'});
	await inside('head -c 70000 /dev/zero | tr "\\0" x >/etc/.ingotignore');
	await expect(patterns()).rejects.toThrow('/etc/.ingotignore has more than 64 KiB.');
	await inside('rm /etc/.ingotignore; mkdir /etc/.ingotignore');
	await expect(patterns()).rejects.toThrow('The .ingotignore files of box could not be read.');
});

test('the patterns of a DevBox are saved until others replace them, it is gone, or they are forgotten', async () => {
	await on.sh('podman run -d --quiet --name gone --network none localhost/devbase:1 sleep 1000 >/dev/null');
	const [box, gone] = [await on.idOf('box'), await on.idOf('gone')];
	const saved = async (id: string) => (await readSavedExcludes(on.remote, id)).map(({text}) => text);
	expect(await saved(box)).toEqual([]);
	const odd = ["it's $HOME `x`", '\\#a', '*.é', '!\u001b[31m'];
	await saveExcludes(on.remote, box, odd);
	await saveExcludes(on.remote, gone, ['/srv']);
	expect([await saved(box), await saved(gone)]).toEqual([odd, ['/srv']]);
	await on.sh('podman rm -f -t 0 gone >/dev/null');
	await saveExcludes(on.remote, box, ['*.log']);
	expect([await saved(box), await saved(gone)]).toEqual([['*.log'], []]);
	await saveExcludes(on.remote, box, []);
	expect(await on.sh('ls -A /root/.local/state/ingot/excludes')).toBe('');
	// A link leads nowhere.
	await on.sh(`ln -s /root/worker-file /root/.local/state/ingot/excludes/${box}`);
	expect(await saved(box)).toEqual([]);
});

test('a whole path leaves out what only the base image has: it is in no layer, and the DevBox keeps it', async () => {
	await on.sh(
		"podman run -d --quiet --name thin --network none --stop-timeout 0 --label io.clustercode.launched-by=alice localhost/devbase:1 sh -c 'trap exit TERM; while :; do sleep 1; done' >/dev/null; podman exec thin sh -c 'echo own >/own'",
	);
	const home = homeIn(lab, member('alice'));
	const from = ['create', '-w', `${lab.name}-1`, '-f', 'thin', '-n', 'thin', '--exclude', '/bin/vi'];
	const planned = home.run(...from, '--exclude', '/nowhere', '--dry-run');
	expect(planned.stderr).toContain('--exclude /nowhere matches nothing that thin has beyond its image.');
	expect(planned.stderr).toContain('The base image has /bin/vi, too, so all layers become one.');
	expect(ok(planned)).toMatch(/ \/bin\/vi \([\d.]+ .?B; --exclude \/bin\/vi; in the base image, too\)/u);
	ok(home.run(...from));
	expect(
		await on.sh(
			'podman run --rm --network none localhost/thin:latest sh -c "cat /own; ls /bin/vi 2>&1 || true"',
		),
	).toContain('own\nls: /bin/vi');
	expect(
		await on.sh(
			`at=$(mktemp -d); podman save --quiet --format docker-archive --output "$at/saved" localhost/thin:latest; cd "$at"; tar -xf saved
			for layer in $(find . -type f -name '*.tar'); do tar -tf $layer; done | grep -c -e '^bin/vi$' -e '^own$'; cd /; rm -r "$at"`,
		),
	).toBe('1');
	expect(await on.sh('podman exec thin ls /bin/vi')).toBe('/bin/vi');
});
