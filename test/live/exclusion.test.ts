import {execFile} from 'node:child_process';
import {promisify} from 'node:util';
import {afterAll, beforeAll, beforeEach, describe, expect, test} from 'vitest';
import type {ImageEdit} from '../../source/model/image-edits.ts';
import {quote} from '../../source/model/shell.ts';
import type {Draft, SnapshotMethod} from '../../source/model/snapshot.ts';
import {holdLab, type Lab} from '../lab/lab.ts';
import {outcomeOf, type SnapshotLab, snapshotLab, withStep} from './snapshot-lab.ts';

/** What the DevBox has besides its image: of each thing to leave out something unique, which must be nowhere afterwards. */
const filled = `mkdir -p /opt/work/cache/deep /opt/keep /var/log
echo PLANT-cache >/opt/work/cache/one; echo PLANT-deep >'/opt/work/cache/deep/two
lines'; echo PLANT-log >/var/log/own.log; echo kept >/opt/keep/file; ln /opt/keep/file /opt/keep/second
printf 'user=a token=PLANT-token end' >/opt/work/env; echo PLANT-history >/root/.history; chmod 640 /opt/work/env
echo PLANT-changed >/etc/os-release; rm -f /etc/passwd; chown 12:34 /opt/keep`;

const edits: readonly ImageEdit[] = [
	{act: 'remove', path: '/opt/work/cache'},
	{act: 'remove', path: '/var/log/own.log'},
	{act: 'remove', path: '/etc/os-release'},
	{act: 'empty', path: '/root/.history'},
	{act: 'blank', path: '/opt/work/env', sizeBytes: 28, ranges: [[13, 11]]},
];

/** Prints how many layers of a saved image there are, and every planted word in any of them, with tar and grep alone. */
const search = (
	image: string,
	names = '(cache/|own.log|two)',
) => `at=$(mktemp -d); podman save --quiet --format docker-archive --output "$at/saved.tar" ${image}
mkdir "$at/saved"; tar -xf "$at/saved.tar" -C "$at/saved"; cd "$at/saved"
find . -type f -name '*.tar' | wc -l
for layer in $(find . -type f -name '*.tar'); do tar -xOf $layer | grep -ao 'PLANT-[a-z]*' || true; tar -tf $layer | grep -E "${names}" || true; done
cd /; rm -rf "$at"`;

const treeOf = (name: string) =>
	`podman exec ${name} sh -c 'find /opt /etc /root /var -xdev -exec stat -c "%n %f %u:%g %s %Y %h" {} + | sort; find /opt /etc /root /var -xdev -type f -exec sha256sum {} + | sort' | sha256sum`;

const worlds = {
	rootful: async (): Promise<readonly [Lab, SnapshotLab]> => {
		const lab = await holdLab({name: `exclusion${process.pid}`, workers: 1, user: 'alice'});
		return [lab, await snapshotLab(lab)];
	},
	rootless: async (): Promise<readonly [Lab, SnapshotLab]> => {
		const lab = await holdLab({name: `exclusion-rootless${process.pid}`, workers: 0});
		await lab.addWorker('dev', 'rootless');
		const on = await snapshotLab(lab, 'dev', async script => {
			const argv = ['-F', lab.sshConfig, `${lab.name}-dev`, quote(['sh', '-euc', script])];
			const {stdout, stderr} = await promisify(execFile)('ssh', argv, {maxBuffer: 64e6});
			return {code: 0, stdout, stderr};
		});
		return [lab, on];
	},
} as const;

const methods: Readonly<Record<keyof typeof worlds, readonly SnapshotMethod[]>> = {
	rootful: ['staging', 'pause'],
	// Its cgroups have no freezer.
	rootless: ['restart'],
};

describe.each(['rootful', 'rootless'] as const)('%s', world => {
	let lab: Lab;
	let on: SnapshotLab;
	let tree: string;
	let traces: string;
	beforeAll(async () => {
		[lab, on] = await worlds[world]();
		await on.sh(
			'podman run -d --quiet --name box --network none --stop-timeout 0 --label io.clustercode.launched-by=alice --label mine=yes --env KEPT=1 --workdir /etc --entrypoint \'["sh","-c"]\' localhost/devbase:1 \'trap exit TERM; while :; do sleep 1; done\' >/dev/null',
		);
		await on.sh(`podman exec -i box sh -eus <<'END_OF_INSIDE'\n${filled}\nEND_OF_INSIDE`);
		tree = await on.sh(treeOf('box'));
	});
	afterAll(async () => {
		on?.remote.close();
		await lab?.release();
	});
	beforeEach(async () => {
		await on.sh('podman rmi localhost/less:1 >/dev/null 2>&1 || true');
		traces = await on.traces();
	});
	const rm = (image: string) =>
		on.sh(
			// Its list of packages goes with the image when Ingot removes it.
			`rm -r "$HOME/.local/state/ingot/images/$(podman image inspect --format '{{.Id}}' ${image})"; podman rmi ${image} >/dev/null`,
		);
	const inImage = (image: string, script: string) =>
		on.sh(quote(['podman', 'run', '--rm', '--network', 'none', '--entrypoint', 'sh', image, '-c', script]));

	describe.each(methods[world])('%s', method => {
		const draft = (more: Partial<Draft> = {}): Partial<Draft> => ({name: 'less', method, edits, ...more});

		test('what is left out is in no layer of the image, and the DevBox keeps it', async () => {
			const events = await on.snapshot('box', draft({verify: 'full'}));
			expect(outcomeOf(events)).toBe('done: localhost/less:1 is ready.');
			expect(await on.sh(treeOf('box'))).toBe(tree);
			const [layers, ...found] = (await on.sh(search('localhost/less:1'))).split('\n');
			expect(found).toEqual([]);
			expect(layers).toBe(
				method !== 'staging'
					? '1'
					: await on.sh("podman image inspect --format '{{len .RootFS.Layers}}' localhost/less:1"),
			);
			expect(
				await inImage(
					'localhost/less:1',
					'cat /opt/work/env; echo; stat -c "%a %s %n" /opt/work/env /root/.history; stat -c "%h %u:%g %n" /opt/keep/file /opt/keep; ls /opt/work; ls /etc/passwd 2>/dev/null || echo gone',
				),
			).toBe(
				'user=a token=xxxxxxxxxxx end\n640 28 /opt/work/env\n644 0 /root/.history\n2 0:0 /opt/keep/file\n2 12:34 /opt/keep\nenv\ngone',
			);
			// The base image's version is back.
			expect(await inImage('localhost/less:1', 'cat /etc/os-release 2>/dev/null || echo none')).toBe(
				await inImage('localhost/devbase:1', 'cat /etc/os-release 2>/dev/null || echo none'),
			);
			expect(
				await on.sh(
					'skopeo inspect --config containers-storage:localhost/less:1 | grep -cE \'"mine": "yes"|"KEPT=1"|"WorkingDir": "/etc"\'',
				),
			).toBe('3');
			await rm('localhost/less:1');
			expect(await on.traces()).toBe(traces);
		});

		test('what the base image has, too, is in no layer when it is left out everywhere', async () => {
			const everywhere: readonly ImageEdit[] = [
				...edits,
				{act: 'remove', path: '/etc/group', everywhere: true},
				{act: 'remove', path: '/bin/vi', everywhere: true},
			];
			expect(await inImage('localhost/devbase:1', 'ls /etc/group /bin/vi')).toBe('/bin/vi\n/etc/group');
			const events = await on.snapshot('box', draft({edits: everywhere}));
			expect(outcomeOf(events)).toBe('done: localhost/less:1 is ready.');
			expect(events.map(({text}) => text)).toContain('What is left out is in no layer of the image.');
			expect(await on.sh(treeOf('box'))).toBe(tree);
			const [layers, ...found] = (
				await on.sh(search('localhost/less:1', '(cache/|own.log|two|^etc/group$|^bin/vi$)'))
			).split('\n');
			expect([layers, found]).toEqual(['1', []]);
			expect(await inImage('localhost/less:1', 'cat /opt/keep/file; stat -c "%h %u:%g" /opt/keep/file')).toBe(
				'kept\n2 0:0',
			);
			await rm('localhost/less:1');
			expect(await on.traces()).toBe(traces);
		});

		test('hard links of the base image whose other names were changed or removed are links in the image, too', async () => {
			await on.sh(`podman run --name linked --network none localhost/devbase:1 sh -euc 'mkdir -p /srv/links; cd /srv/links
				echo text >one; ln one two; ln one three; ln one four; echo lone >lone; ln lone gone; ln -s one soft; ln soft softer'
				podman commit --quiet linked localhost/linked:1 >/dev/null; podman rm linked >/dev/null
				podman run -d --quiet --name linkbox --network none --stop-timeout 0 --label io.clustercode.launched-by=alice localhost/linked:1 sh -c 'trap exit TERM; while :; do sleep 1; done' >/dev/null
				podman exec linkbox sh -euc 'cd /srv/links; echo more >>two; rm gone softer; ln four five; mkdir -p /opt/own; echo PLANT >/opt/own/file'`);
			const links = 'cd /srv/links; stat -c "%h %s %n" *; cat two';
			const linked = (ofFour: number, ofTwo: number) =>
				`2 5 five\n2 5 four\n${ofTwo} 5 lone\n${ofFour} 5 one\n${ofTwo} 3 soft\n${ofFour} 5 three\n1 10 two\ntext\nmore`;
			try {
				for (const everywhere of [false, true]) {
					const own: readonly ImageEdit[] = [
						{act: 'remove', path: '/opt/own'},
						...(everywhere ? [{act: 'remove', path: '/bin/vi', everywhere: true} as const] : []),
					];
					const events = await on.snapshot('linkbox', {name: 'less', method, edits: own, overwrite: true});
					expect(outcomeOf(events)).toBe('done: localhost/less:1 is ready.');
					expect(await inImage('localhost/less:1', `${links}; ls /opt/own 2>/dev/null || true`)).toBe(
						// A layer below keeps the number of links that it has.
						method === 'staging' && !everywhere ? linked(4, 2) : linked(2, 1),
					);
				}
			} finally {
				await on.sh('podman rm -f -t 0 linkbox >/dev/null');
				await rm('localhost/less:1').catch(() => undefined);
				await on.sh('podman rmi localhost/linked:1 >/dev/null');
			}
		});

		test('a file that changes before it is blanked ends the job, and nothing remains', async () => {
			const wrong: readonly ImageEdit[] = [
				{act: 'blank', path: '/opt/work/env', sizeBytes: 27, ranges: [[0, 1]]},
			];
			expect(outcomeOf(await on.snapshot('box', draft({edits: wrong})))).toBe(
				'failed: This file changed while the image was made: /opt/work/env. Try again.',
			);
			expect(await on.sh(treeOf('box'))).toBe(tree);
			expect(await on.traces()).toBe(traces);
		});

		test('an image that still holds what should be left out is not kept', async () => {
			const planned = on.plan(await on.look('box'), draft());
			const id = method === 'staging' ? 'edit' : 'rewrite';
			const spoilt = withStep(
				planned,
				id,
				run => `cp edits all && sed -i /own.log/d edits && ${run} && mv all edits`,
			);
			expect(outcomeOf(await on.run(spoilt))).toBe(
				'failed: This should not be in the image: /var/log/own.log',
			);
			expect(await on.traces()).toBe(traces);
		});
	});
});
