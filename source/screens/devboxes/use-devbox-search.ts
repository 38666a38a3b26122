import {useMemo} from 'react';
import {type Match, useFuzzy} from '../shared/use-fuzzy.ts';
import {type DevboxRow, devboxKeys} from './devbox-rows.ts';

/** Fewer letters are a part of a name. */
const minLetters = 4;

const isState = ({state}: DevboxRow, word: string): boolean =>
	word.length >= minLetters && state.startsWith(word);

/** Whether a word is its state, and every other one is in its name, image or worker. */
const fits = (row: DevboxRow, words: readonly string[]): boolean => {
	const others = words.filter(word => !isState(row, word));
	const texts = [row.name, row.image, row.worker].map(text => text.toLowerCase());
	return others.length < words.length && others.every(word => texts.some(text => text.includes(word)));
};

/**
 * The DevBoxes that a filter finds, by name, image, capability and worker, and after them those whose state it says: `api stopped`.
 * States are not fuzzy: `shop` must not find all that are stopped.
 */
export const useDevboxSearch = (rows: readonly DevboxRow[], query: string): readonly Match<DevboxRow>[] => {
	const similar = useFuzzy(rows, query, devboxKeys);
	return useMemo(() => {
		const words = query.toLowerCase().split(/\s+/u).filter(Boolean);
		const found = new Set(similar.map(({row}) => row));
		const others = words.length === 0 ? [] : rows.filter(row => !found.has(row) && fits(row, words));
		return [...similar, ...others.map(row => ({row, ranges: {}}))];
	}, [similar, rows, query]);
};
