import {expect, test} from 'vitest';
import {guessOs, needsLook, type Traits} from '../../source/model/guess-os.ts';

/** As dockur/windows is made by its own example. */
const windows: Traits = {
	labels: {},
	image: 'docker.io/dockurr/windows:latest',
	entrypoint: ['/usr/bin/tini', '-s', '/run/entry.sh'],
	env: ['VERSION=11', 'RAM_SIZE=4G', 'CPU_CORES=2', 'DISK_SIZE=64G'],
	ports: ['3389/tcp', '8006/tcp'],
	mounts: ['/storage'],
};
const qemu: Traits = {
	...windows,
	image: 'docker.io/qemux/qemu:latest',
	env: ['BOOT=alpine', 'RAM_SIZE=2G', 'CPU_CORES=2', 'DISK_SIZE=64G'],
	ports: ['8006/tcp', '5900/tcp', '22/tcp'],
};
const other: Traits = {labels: {}, image: 'localhost/tool:1', entrypoint: [], env: [], ports: [], mounts: []};
const ours = (os: string) => ({'io.clustercode.os': os});

test.each<[what: string, traits: Traits, os: string, inDoubt: boolean]>([
	['dockur/windows', windows, 'windows', false],
	[
		'the same for ARM, by its digest',
		{...windows, image: 'ghcr.io/dockur/windows-arm@sha256:ab'},
		'windows',
		false,
	],
	['the same under another name', {...windows, image: 'localhost/desktop:1'}, 'windows', false],
	['the same by its id', {...windows, image: 'ab12'}, 'windows', false],
	[
		'the same with an older Windows',
		{...windows, image: 'localhost/x', env: ['VERSION=2022', 'RAM_SIZE=8G']},
		'windows',
		false,
	],
	[
		'the same with another storage folder',
		{...windows, env: ['VERSION=xp', 'RAM_SIZE=4G', 'STORAGE=/vm'], mounts: ['/vm']},
		'windows',
		false,
	],
	[
		'the same with an ISO of one’s own',
		{...windows, env: ['VERSION=https://h/w.iso', 'RAM_SIZE=4G']},
		'windows',
		false,
	],
	[
		'a golden image of Windows without our label',
		{...windows, image: 'localhost/golden:1', entrypoint: ['/bin/sh', '/golden/entry.sh', '/usr/bin/tini']},
		'windows',
		false,
	],
	['what our label calls Windows', {...other, labels: ours('windows')}, 'windows', false],
	[
		'qemus/qemu with APP=Windows',
		{...qemu, env: ['APP=Windows', 'RAM_SIZE=4G'], ports: ['8006/tcp', '3389/tcp']},
		'windows',
		false,
	],
	// Who knows?
	['qemus/qemu with a port for RDP', {...qemu, ports: ['8006/tcp', '3389/tcp']}, 'linux', true],
	[
		'a VM of that family under another name, with a port for RDP',
		{...qemu, image: 'localhost/vm', ports: ['8006/tcp', '3389/tcp']},
		'linux',
		true,
	],
	['dockur/windows with another program', {...windows, entrypoint: ['sleep']}, 'linux', true],
	[
		'dockur/windows of which only the name is known',
		{...other, image: 'dockurr/windows', entrypoint: ['/run/entry.sh'], mounts: []},
		'linux',
		true,
	],
	['a Windows that a label calls Linux', {...windows, labels: ours('linux')}, 'linux', true],
	// Near misses.
	['qemus/qemu with a Linux in it', qemu, 'linux', false],
	['the same under another name', {...qemu, image: 'localhost/vm:1'}, 'linux', false],
	[
		'dockur/macos',
		{
			...windows,
			image: 'docker.io/dockurr/macos',
			env: ['VERSION=14', 'RAM_SIZE=4G'],
			ports: ['8006/tcp', '5900/tcp'],
		},
		'linux',
		false,
	],
	['dockur/macos 11', {...windows, image: 'dockurr/macos', ports: ['8006/tcp']}, 'linux', false],
	[
		'a virtual DSM',
		{...windows, image: 'vdsm/virtual-dsm', env: ['RAM_SIZE=2G', 'DISK_SIZE=16G'], ports: ['5000/tcp']},
		'linux',
		false,
	],
	[
		'somebody’s own with /storage and port 8006',
		{...other, ports: ['8006/tcp'], mounts: ['/storage']},
		'linux',
		false,
	],
	[
		'a Linux desktop over RDP with /storage',
		{
			...other,
			image: 'linuxserver/rdesktop',
			entrypoint: ['/init'],
			ports: ['3389/tcp', '8006/tcp'],
			mounts: ['/storage'],
		},
		'linux',
		false,
	],
	['a program with VERSION=11', {...other, env: ['VERSION=11', 'DISK_SIZE=1G']}, 'linux', false],
	['a tool of another who is called windows', {...other, image: 'dockurrr/windows-tools'}, 'linux', false],
	['what our label calls Linux', {...qemu, labels: ours('linux')}, 'linux', false],
])('%s', (...[, traits, os, inDoubt]) => {
	expect(guessOs(traits)).toEqual({os, inDoubt});
});

test('the image is looked at only of what may be one', () => {
	expect(needsLook(windows)).toBe(true);
	expect(needsLook({...windows, mounts: []})).toBe(true);
	expect(needsLook({...other, mounts: ['/storage']})).toBe(true);
	expect(needsLook({...windows, labels: ours('windows')})).toBe(false);
	expect(needsLook(other)).toBe(false);
});
