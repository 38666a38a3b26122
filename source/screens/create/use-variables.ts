import {useState} from 'react';
import {extraVariables} from '../../model/image-environment.ts';
import type {Draft, SnapshotSource} from '../../model/snapshot.ts';

/** The variables that a DevBox has beyond its image, and which of them are kept. */
export const useVariables = (source: SnapshotSource, draft: Draft | undefined) => {
	const [decided, setDecided] = useState<ReadonlyMap<string, boolean>>(
		() => new Map(Object.entries(draft?.variables ?? {})),
	);
	const [cursor, setCursor] = useState(0);
	// Computed once: values can be long, and each of them is scanned.
	const [extra] = useState(() => extraVariables(source));
	const list = extra.map(each => ({
		...each,
		isOn: each.isFixed ? each.isKept : (decided.get(each.name) ?? each.isKept),
	}));
	const toggle = (name: string) => {
		const {isOn = false, isFixed = false} = list.find(each => each.name === name) ?? {};
		if (isFixed) return;
		setDecided(new Map([...decided, [name, !isOn]]));
	};
	return {list, cursor, setCursor, toggle, decided: Object.fromEntries(decided)};
};
