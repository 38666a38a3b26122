import {createHash} from 'node:crypto';
import {bytesOf, type CopyLayer, type CopySource} from '../model/copy.ts';
import {counted} from '../model/counted.ts';
import {referenceLock} from './snapshot-locks.ts';
import type {Plan, PlanFile} from './step.ts';

export type CopyRequest = {
	readonly source: CopySource;
	/** Layers that the target lacks. */
	readonly missing: readonly CopyLayer[];
	/** Whether another image may lose its name. */
	readonly overwrite: boolean;
};

const script = (...argv: readonly string[]) => ['sh', './copy-image.sh', ...argv];

/** An image of one worker or of an archive → the same image on another one, as steps. See docs/decisions/copy.md. */
export const copyPlan = ({source, missing, overwrite}: CopyRequest): Plan => {
	const {id, reference, worker} = source.image;
	const origin = source.archive === undefined ? worker : `the archive ${source.archive}`;
	const bytes = String(bytesOf(missing));
	return {
		steps: [
			{
				id: 'check',
				title: 'Check the name and the disk space',
				argv: script('check', id, reference, overwrite ? 'yes' : 'no', bytes),
			},
			{
				id: 'receive',
				title: `Receive ${counted(missing.length, 'layer')}`,
				argv: script('receive_layers', bytes),
				undo: script('unreceive'),
			},
			{
				id: 'import',
				title: 'Import and verify the image',
				argv: script('import', id, bytes),
				undo: script('unimport', id),
			},
			{
				id: 'name',
				title: 'Name the image',
				argv: script('finish_copy', id, reference, origin),
				undo: script('unfinish', reference),
			},
		],
		done: `${reference} is ready.`,
		locks: [referenceLock(reference)],
	};
};

const listOf = (layers: readonly CopyLayer[]) => layers.map(({hex, bytes}) => `${hex} ${bytes}\n`).join('');

/** What the steps find beside them. */
export const copyFiles = ({source, missing}: CopyRequest): readonly PlanFile[] => [
	{name: 'missing', text: listOf(missing)},
	{name: 'layers', text: listOf(source.layers)},
	{name: 'manifest.json', text: source.manifest.text},
	{name: 'manifest-type', text: `${source.manifest.type}\n`},
	{name: 'config.json', text: source.config},
	...(source.sbom === undefined
		? []
		: [
				{name: 'sbom.json', text: source.sbom},
				{name: 'sbom-digest', text: `sha256:${createHash('sha256').update(source.sbom).digest('hex')}\n`},
			]),
];
