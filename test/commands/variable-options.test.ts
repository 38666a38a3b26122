import {expect, test} from 'vitest';
import {decideVariables, type VariableOptions} from '../../source/commands/variable-options.ts';
import {Failure} from '../../source/model/failure.ts';
import type {SnapshotSource} from '../../source/model/snapshot.ts';
import {source} from '../plan/sources.ts';

const tuned: SnapshotSource = {
	...source,
	devbox: {...source.devbox, env: [...source.devbox.env, 'API_TOKEN=x', 'EDITOR=vim']},
};
const windows = {
	...tuned,
	devbox: {
		...tuned.devbox,
		env: [...tuned.devbox.env, 'DISK_TYPE=nvme', 'STORAGE=/vm'],
		labels: {'io.clustercode.os': 'windows'},
	},
};

test.each([
	['nothing', {}, {}],
	['one of each', {keepEnv: ['API_TOKEN'], dropEnv: ['EDITOR']}, {API_TOKEN: true, EDITOR: false}],
	['all kept', {keepEnv: ['*']}, {API_TOKEN: true, EDITOR: true}],
	['all left out', {dropEnv: ['*']}, {API_TOKEN: false, EDITOR: false}],
	['all kept but one', {keepEnv: ['*'], dropEnv: ['API_TOKEN']}, {API_TOKEN: false, EDITOR: true}],
	['all left out but one', {keepEnv: ['EDITOR'], dropEnv: ['*']}, {API_TOKEN: false, EDITOR: true}],
	['one that its image has already', {keepEnv: ['NODE_VERSION']}, {}],
])('%s', (_, options, decided) => {
	expect(decideVariables(tuned, options)).toEqual(decided);
});

const failure = (from: SnapshotSource, options: VariableOptions): string => {
	try {
		return JSON.stringify(decideVariables(from, options));
	} catch (thrown) {
		expect(thrown).toBeInstanceOf(Failure);
		const {message, hint, kind} = thrown as Failure;
		return `${kind}: ${message} ${hint}`;
	}
};

test.each<[what: string, asked: {from: SnapshotSource; options: VariableOptions}, told: string]>([
	[
		'unknown',
		{from: tuned, options: {keepEnv: ['OTHER']}},
		'usage: api has no variable OTHER that its image does not have. It has: API_TOKEN, EDITOR.',
	],
	[
		'unknown, and there are none',
		{from: source, options: {dropEnv: ['constructor']}},
		'usage: api has no variable constructor that its image does not have. It has no such variables.',
	],
	[
		'of the image',
		{from: tuned, options: {dropEnv: ['NODE_VERSION']}},
		'usage: NODE_VERSION is set by localhost/node-base:22 and cannot be left out. Launch the DevBox from an image without it.',
	],
	[
		'of Podman',
		{from: tuned, options: {keepEnv: ['HOSTNAME']}},
		'usage: api has no variable HOSTNAME that its image does not have. It has: API_TOKEN, EDITOR.',
	],
	[
		'in both',
		{from: tuned, options: {keepEnv: ['EDITOR'], dropEnv: ['EDITOR']}},
		'usage: --keep-env and --drop-env both name EDITOR. Use only one of them.',
	],
	[
		'what Windows boots with',
		{from: windows, options: {dropEnv: ['DISK_TYPE']}},
		'usage: DISK_TYPE cannot be left out of the image: Windows needs it to boot. Leave it out of --drop-env.',
	],
	[
		'where a disk of Windows lies',
		{from: windows, options: {keepEnv: ['STORAGE']}},
		'usage: STORAGE cannot be kept in the image: the image sets the location of its disks. Leave it out of --keep-env.',
	],
])('a name that is %s is refused', (_, {from, options}, told) => {
	expect(failure(from, options)).toBe(told);
});
