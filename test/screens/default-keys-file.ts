import {fixedKeys} from '../../source/model/keymap.ts';
import type {ScreenKeys} from './key-tables.tsx';

/** source/model/default-keys.ts: the keys that any screen binds, without those that cannot be moved. */
export const defaultKeysFile = (screens: readonly ScreenKeys[]): string => {
	const bound = screens.flatMap(({rows}) => rows.flatMap(({keys}) => keys.split(' ')));
	const movable = [...new Set(bound)].filter(key => !fixedKeys.has(key)).toSorted();
	return [
		'/** Keys that screens bind and users can move. Made by `npm run keys` from the bindings of the screens. Do not edit. */',
		'export const defaultKeys: readonly string[] = [',
		...movable.map(key => `\t'${key}',`),
		'];',
		'',
	].join('\n');
};
