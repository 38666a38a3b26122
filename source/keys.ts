import {type Key, useInput} from 'ink';
import {createContext, useContext, useEffect} from 'react';

/** One thing that a key does now: the same list is the handler, the key bar and the help. */
export type Binding = {
	/** `s`, `S`, `enter`, `esc`, `up`, `tab`, `shift+tab`, `pgdn`, `ctrl+r`, `?`, … */
	readonly key: string;
	readonly title: string;
	readonly run: () => void;
	/** Why it cannot be done now: told in place of running. */
	readonly refusal?: string | undefined;
	/** Works and stands in the help, not in the key bar. */
	readonly isHidden?: boolean;
};

/** What keys may reach the parts below: nothing under a dialog, no letters while a text field is typed in. */
export type KeyLayer = {
	readonly isActive: boolean;
	readonly tell: (notice: string) => void;
};

export const KeyLayerContext = createContext<KeyLayer>({isActive: true, tell: () => {}});

/** How many text fields are being typed in. Counted by the fields themselves, so no screen can forget it. */
const typing = {fields: 0};

/** For text fields: while active, single letters belong to them. */
export const useTyping = (isActive: boolean): void => {
	useEffect(() => {
		if (!isActive) return;
		typing.fields += 1;
		return () => {
			typing.fields -= 1;
		};
	}, [isActive]);
};

const named: readonly (readonly [keyof Key, string])[] = [
	['upArrow', 'up'],
	['downArrow', 'down'],
	['leftArrow', 'left'],
	['rightArrow', 'right'],
	['pageUp', 'pgup'],
	['pageDown', 'pgdn'],
	['home', 'home'],
	['end', 'end'],
	['return', 'enter'],
	['escape', 'esc'],
	['tab', 'tab'],
	['backspace', 'backspace'],
	['delete', 'delete'],
];

/** The name of what was pressed, as bindings spell it. */
export const keyName = (input: string, key: Key): string => {
	const name = named.find(([flag]) => key[flag] === true)?.[1];
	if (name !== undefined) {
		const shifted = key.shift && name !== 'enter' ? `shift+${name}` : name;
		return key.ctrl ? `ctrl+${shifted}` : key.meta && name !== 'esc' ? `alt+${shifted}` : shifted;
	}
	if (key.ctrl) return `ctrl+${input}`;
	return key.meta ? `alt+${input}` : input;
};

/** True when a press of this binding is text for a field. */
const isText = (key: string): boolean => [...key].length === 1;

/** Runs bindings; a refused one tells why. The first that fits wins. */
export const useKeys = (bindings: readonly Binding[], {isActive = true}: {isActive?: boolean} = {}): void => {
	const layer = useContext(KeyLayerContext);
	useInput(
		(input, key) => {
			const name = keyName(input, key);
			const binding = bindings.find(each => each.key === name);
			if (binding === undefined || (isText(name) && typing.fields > 0)) return;
			if (binding.refusal === undefined) binding.run();
			else layer.tell(binding.refusal);
		},
		{isActive: isActive && layer.isActive},
	);
};
