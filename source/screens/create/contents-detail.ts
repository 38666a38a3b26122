import prettyBytes from 'pretty-bytes';
import {counted} from '../../model/counted.ts';
import {originOf} from '../../model/excluded-text.ts';
import type {LeftOut} from '../../model/image-edits.ts';
import {extraVariables} from '../../model/image-environment.ts';
import {filesIn, type LayerNode} from '../../model/layer-tree.ts';
import {leftOutSum} from '../../model/left-out.ts';
import {mountsLeft, mountText, type SnapshotSource} from '../../model/snapshot.ts';
import type {Detail} from '../shared/list-panels.tsx';

/** `1.03 GB in 12 files · 120 MB left out` */
export const contentsNote = (node: LayerNode, chosen: readonly LeftOut[]): string => {
	const left = chosen.length === 0 ? '' : ` · ${prettyBytes(leftOutSum(chosen).sizeBytes)} left out`;
	return `${prettyBytes(node.sizeBytes)} in ${counted(filesIn(node), 'file')}${left}`;
};

/** The left-out things with their sizes. */
export const leftOutText = (chosen: readonly LeftOut[]): string =>
	chosen
		.map(each => {
			const origin = originOf(each);
			return `${each.title} (${prettyBytes(each.sizeBytes)}${origin === undefined ? '' : `; ${origin}`})`;
		})
		.join(' · ');

/** The path under the cursor, and what the image will not have. */
export const contentsDetail = (
	source: SnapshotSource,
	{
		current,
		caches,
		chosen,
		patterns,
	}: {
		readonly current: LayerNode | undefined;
		readonly caches: readonly LeftOut[];
		readonly chosen: readonly LeftOut[];
		/** About the saved patterns. */
		readonly patterns: string;
	},
): Detail => {
	const variables = extraVariables(source);
	const named = (isKept: boolean) =>
		variables
			.filter(each => each.isKept === isKept)
			.map(({name}) => name)
			.join(', ');
	return {
		title: current?.path ?? 'Contents',
		note:
			current &&
			`${current.counts.added} added · ${current.counts.changed} changed · ${current.counts.deleted} deleted`,
		rows: [
			{label: 'Caches', text: leftOutText(caches)},
			{label: 'Left out', text: leftOutText(chosen), meaning: 'warning'},
			{label: 'Patterns', text: patterns, meaning: 'warning'},
			{
				label: 'Not included',
				text: mountsLeft(source).map(mountText).join(' · '),
				meaning: 'warning',
			},
			{label: 'Variables', text: named(true)},
			{label: 'Without', text: named(false), meaning: 'muted'},
		],
	};
};
