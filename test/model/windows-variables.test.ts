import {existsSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import {droppedVariables, keptVariables} from '../../source/model/kept-variables.ts';
import type {SnapshotSource} from '../../source/model/snapshot.ts';
import {isViewerLocked, windowsUse} from '../../source/model/windows-variables.ts';
import {source} from '../plan/sources.ts';

const windows = (env: readonly string[], image: readonly string[] = []): SnapshotSource => ({
	...source,
	image: {...source.image, env: image},
	devbox: {...source.devbox, env, labels: {'io.clustercode.os': 'windows'}},
});

test('variables that the disk needs are kept; those of the worker or the installation are not', () => {
	const from = windows([
		...['VERSION=10', 'DISK_TYPE=nvme', 'BOOT_MODE=windows_secure', 'ARGUMENTS=-device foo', 'CPU_MODEL=max'],
		...['RAM_SIZE=8G', 'NETWORK=passt', 'DISK_IO=threads', 'KEY=AAAA-BBBB', 'SHUTDOWN=N', 'OWN=1', 'CLEAR=Y'],
		...['STORAGE=/vm', 'DISK_NAME=win', 'DEVICE=/dev/vdb', 'DISK_FMT=raw'],
	]);
	expect(keptVariables(from, {}).map(({name, value}) => `${name}=${value}`)).toEqual([
		...['ARGUMENTS=-device foo', 'BOOT_MODE=windows_secure', 'CPU_MODEL=max', 'DISK_TYPE=nvme'],
		...['NETWORK=passt', 'VERSION=10'],
	]);
});

test('the user can choose, except for boot settings and the location of disks', () => {
	const from = windows(['VERSION=10', 'RAM_SIZE=8G', 'VGA=std', 'STORAGE=/vm', 'OWN=1']);
	const variables = {VERSION: false, RAM_SIZE: true, VGA: false, STORAGE: true, OWN: true};
	expect(keptVariables(from, {variables}).map(each => each.name)).toEqual(['OWN', 'RAM_SIZE', 'VERSION']);
	expect(droppedVariables(from, {variables})).toEqual(['STORAGE', 'VGA']);
});

test('secrets are left out by default, also in boot settings', () => {
	const from = windows([
		'PASS=hunter2',
		'PASSWORD=hunter2',
		'VERSION=https://me:hunter2@host/win.iso',
		'USERNAME=ann',
	]);
	expect(keptVariables(from, {}).map(each => each.name)).toEqual(['USERNAME']);
	expect(keptVariables(from, {variables: {PASS: true}}).map(each => each.name)).toEqual(['PASS', 'USERNAME']);
});

type Pair = {readonly all: Record<string, string>; readonly inImage: Record<string, string>};

test.each<[what: string, pair: Pair, locked: boolean]>([
	['no password', {all: {}, inImage: {}}, false],
	['an empty one', {all: {PASS: ''}, inImage: {}}, false],
	['one that is left out', {all: {PASS: 'x'}, inImage: {}}, true],
	['one that comes along', {all: {PASS: 'x'}, inImage: {PASS: 'x'}}, false],
	['one where the image has another', {all: {PASS: 'x'}, inImage: {PASS: 'y'}}, true],
	['the password of Windows, which protects nothing', {all: {PASSWORD: 'x'}, inImage: {}}, false],
	[
		'the password of Windows, which protects the viewer too',
		{all: {PASSWORD: 'x', PROTECT: 'Y'}, inImage: {PROTECT: 'Y'}},
		true,
	],
	['the password that everybody knows', {all: {PROTECT: 'true'}, inImage: {PROTECT: 'true'}}, false],
])('whether a viewer asks for a password that its image has not: %s', (_, {all, inImage}, locked) => {
	expect(isViewerLocked(new Map(Object.entries(all)), new Map(Object.entries(inImage)))).toBe(locked);
});

const upstream = path.resolve(process.env.INGOT_UPSTREAM ?? '../shared/upstream');
const pages = ['qemu', 'windows'].map(each => path.join(upstream, '2026-08', each, 'docs/environment.md'));

test.skipIf(!pages.every(page => existsSync(page)))(
	'every variable that upstream documents has its place',
	() => {
		const names = pages.flatMap(page =>
			[...readFileSync(page, 'utf8').matchAll(/^\| `(\w+)`/gmu)].map(each => each[1] ?? ''),
		);
		expect(names.length).toBeGreaterThan(100);
		expect(names.filter(name => windowsUse(name).because === 'not a Windows setting')).toEqual([]);
	},
);
