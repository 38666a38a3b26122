import {useState} from 'react';
import {extraVariables} from '../model/image-environment.ts';
import {type Draft, isWindows, type SnapshotSource} from '../model/snapshot.ts';

/** The variables that a DevBox has beyond its image, and which of them the image gets. */
export const useVariables = (source: SnapshotSource, draft: Draft | undefined) => {
	const [decided, setDecided] = useState<ReadonlyMap<string, boolean>>(
		() => new Map(Object.entries(draft?.variables ?? {})),
	);
	const [cursor, setCursor] = useState(0);
	// Once: values can be long, and each of them is looked at.
	const [extra] = useState(() => (isWindows(source.devbox) ? [] : extraVariables(source)));
	const list = extra.map(each => ({...each, isOn: decided.get(each.name) ?? each.isKept}));
	const toggle = (name: string) => {
		const isOn = list.find(each => each.name === name)?.isOn ?? false;
		setDecided(new Map([...decided, [name, !isOn]]));
	};
	return {list, cursor, setCursor, toggle, decided: Object.fromEntries(decided)};
};
