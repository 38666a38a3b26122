import {describe, expect, test} from 'vitest';
import {homeIn, member, ok} from '../driver/homes.ts';
import type {Lab} from '../lab/lab.ts';
import {holdUpstream, missing} from './upstream-hold.ts';
import {answering, type UpstreamLab} from './upstream-lab.ts';

let lab: Lab;
let win: UpstreamLab;
holdUpstream('uplaunch', held => {
	({lab, win} = held);
});

const ingot = (...argv: readonly string[]) => homeIn(lab, member('alice')).run(...argv);
const create = (from: string, name: string, ...options: readonly string[]) =>
	ingot('create', '-w', `${lab.name}-win`, '-f', from, '-n', name, '-t', '1', ...options);
const slirp = ['--env', 'NETWORK=slirp'];
const small = [...slirp, '--env', 'RAM_SIZE=256M'];
const launch = (image: string, name: string, ...options: readonly string[]) =>
	ingot('launch', `localhost/${image}:1`, '--name', name, ...options);
const failed = ({code, stdout, stderr}: {code: number; stdout: string; stderr: string}): string => {
	expect(code, stdout).not.toBe(0);
	return stdout + stderr;
};
const gone = async (name: string) =>
	expect(await win.sh(`podman ps --all --quiet --filter name=${name}`)).toBe('');

describe.skipIf(missing !== '').each(['2025-07', '2025-10', '2026-08'])(
	'an image of %s',
	{timeout: 900_000},
	generation => {
		const name = `win-${generation}`;
		const image = `golden-${generation}`;
		const clone = `clone-${generation}`;

		test('starts its own disk, and installs nothing', async () => {
			await win.make(name, {generation, options: answering});
			await win.untilBooted(name);
			ok(create(name, image));
			await win.sh(`podman rm -f -v -t 120 ${name}`);
			const said = ok(launch(image, clone, ...small, '--volume', `${clone}:/storage`));
			expect(said).toContain('QEMU runs with the disk of the image');
			expect(await win.untilBooted(clone)).toMatchObject({
				boots: 3,
				last: 'clean',
				ntfs: 'clean',
				disk: name,
			});
			expect(await win.said(clone)).toContain('guest firmware own');
			expect(await win.said(clone)).not.toMatch(/Downloading|Requesting|will be processed/u);
			expect((await win.opened(clone)).sort()).toEqual([
				expect.stringMatching(/^\/golden\/(?:[^/]+\/)?data\.qcow2$/u),
				'/storage/data.qcow2',
			]);
		});

		test('starts the disk of a kept volume again, and its own entrypoint gets the signal of a stop', async () => {
			await win.sh(`podman stop ${clone}`);
			expect(await win.state(clone)).toBe('exited 143');
			await win.sh(`podman rm ${clone}`);
			ok(launch(image, clone, ...small, '--volume', `${clone}:/storage`));
			expect(await win.untilBooted(clone)).toMatchObject({
				boots: 4,
				last: 'clean',
				ntfs: 'clean',
				disk: name,
			});
		});

		test('refuses settings that would reinstall Windows, by Ingot and by hand, and changes nothing', async () => {
			expect(failed(launch(image, 'ten', ...small, '--env', 'VERSION=10'))).toContain(
				'VERSION=10 does not fit',
			);
			const run = (options: string) =>
				win.sh(`podman run --rm --network none ${options} localhost/${image}:1 2>&1 || echo "code $?"`);
			expect(await run('-e VERSION=10')).toMatch(/VERSION=10 does not fit.*code 120/su);
			expect(await run('-e DISK_TYPE=nvme')).toMatch(/DISK_TYPE=nvme does not fit.*code 120/su);
			expect(await run('-e DISK_FMT=raw')).toMatch(/DISK_FMT=raw does not fit.*code 120/su);
		});

		test('that ends early fails the launch with the meaning of its exit code', async () => {
			const memory = failed(launch(image, 'big', ...slirp, '--env', 'RAM_SIZE=1M'));
			expect(memory).toMatch(/exit code 16\): its RAM_SIZE is no size, is too small/u);
			const network = failed(
				launch(
					image,
					'net',
					'--env',
					'RAM_SIZE=256M',
					'--env',
					'NETWORK=bogus',
					'--env',
					'VM_NET_DEV=nope',
					'--env',
					'DEV=nope',
				),
			);
			expect(network).toMatch(/exit code 2[46]\): its network could not be made/u);
			const kvm = failed(launch(image, 'kvm', ...small, '--env', 'KVM=Y'));
			expect(kvm).toMatch(/exit code 88\): KVM cannot be used/u);
			for (const each of ['big', 'net', 'kvm']) await gone(each);
		});

		test('of a DevBox of an image starts as well, and runs a hook that the user mounted', async () => {
			ok(create(clone, `${image}-2`));
			await win.sh(`podman rm -f -v -t 120 ${clone}; podman volume rm ${clone}
			echo 'echo "my hook"' >/home/hook.sh; chmod 755 /home/hook.sh`);
			ok(launch(`${image}-2`, clone, ...small, '--volume', '/home/hook.sh:/run/start.sh'));
			expect(await win.untilBooted(clone)).toMatchObject({
				boots: 5,
				last: 'clean',
				ntfs: 'clean',
				disk: name,
			});
			if (generation !== '2025-07') expect(await win.said(clone)).toContain('my hook');
			await win.sh(`podman rm -f -v -t 0 ${clone}`);
		});
	},
);
