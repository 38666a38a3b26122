import type {Image} from '../../source/model/image.ts';
import {image} from '../launch-context.ts';

const words =
	'tax prep ledger api web data etl ml train infer erp crm shop build ci lint docs game chat auth mail cron edge proxy stage beta core mobile desktop report audit bill pay stock ship cart'.split(
		' ',
	);
const tags = ['latest', 'v1', 'v2', '2025'];

/** So many images with names like people give, always the same; `tax-prep-2025` is in the middle. */
export const manyImages = (count: number): readonly Image[] => {
	let seed = 7;
	const next = (below: number): number => {
		seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
		return Math.floor((seed / 2_147_483_648) * below);
	};
	const pick = (from: readonly string[]): string => from[next(from.length)] ?? '';
	return Array.from({length: count}, (_, index) => {
		const name =
			index === Math.floor(count / 2)
				? 'tax-prep-2025'
				: `${pick(words)}-${pick(words)}-${2010 + next(20)}${next(3) === 0 ? `-${next(100)}` : ''}`;
		const tag = pick(tags);
		return image(name, {
			worker: `forge-${index % 10}`,
			id: String(index),
			tag,
			reference: `localhost/${name}:${tag}-${index}`,
			capabilities: ['git', 'node', `custom:${pick(words)}`].slice(next(4)),
			createdAt: index,
		});
	});
};
