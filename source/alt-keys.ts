import {defaultKey} from './key-names.ts';
import {editText, textState} from './parts/edit-text.ts';

/** Whether Alt does something with this key, somewhere: it edits text, opens the help (as F1), or the user has moved an action to it. */
export const isAltKey = (name: string): boolean => {
	const key = `alt+${name}`;
	return name === '?' || editText(textState(''), key) !== undefined || defaultKey(key) !== key;
};
