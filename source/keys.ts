import {type Key, useInput, usePaste, useStdin} from 'ink';
import {createContext, useCallback, useContext, useEffect, useEffectEvent, useSyncExternalStore} from 'react';
import {defaultKey, keyName} from './key-names.ts';
import {type About, runBinding} from './run-binding.ts';

/** One action of a key: the same list makes the handler, the key bar and the help. */
export type Binding = {
	/** By default, before it is moved: `s`, `S`, `enter`, `esc`, `up`, `tab`, `shift+tab`, `pgdn`, `ctrl+r`, `alt+b`, `space`, `f1`, `?`, … */
	readonly key: string;
	readonly title: string;
	readonly run: () => void;
	/** Why it cannot be done now: shown instead of running it. */
	readonly refusal?: string | undefined;
	/** Goes with the refusal to where its reason is. */
	readonly onRefused?: (() => void) | undefined;
	/** Works and is in the help, not in the key bar. */
	readonly isHidden?: boolean;
	/** Heading in the help. */
	readonly group?: string;
};

/** Whether keys reach the parts below: not under a dialog. */
export type KeyLayer = {
	readonly isActive: boolean;
	readonly notify: (notice: string, about?: About) => void;
};

export const KeyLayerContext = createContext<KeyLayer>({isActive: true, notify: () => {}});

/** How a text field handles keys. Letters and pastes always go to it, other keys if it claims them. */
export type TextKeys = {
	readonly isActive: boolean;
	readonly claims: (key: string) => boolean;
	readonly onKey: (key: string) => void;
	readonly onText: (text: string) => void;
	readonly onPaste: (text: string) => void;
};

/**
 * The focused text fields, by input stream, so that every app in a process has its own. Fields register
 * themselves, so no screen can forget to disable its letter keys.
 */
type Typing = {
	readonly fields: Set<(key: string) => boolean>;
	readonly decided: Map<string, boolean>;
	readonly listeners: Set<() => void>;
};
const typingOf = new WeakMap<object, Typing>();

const useTypingState = (): Typing => {
	const {stdin} = useStdin();
	const known = typingOf.get(stdin);
	if (known !== undefined) return known;
	const typing: Typing = {fields: new Set(), decided: new Map(), listeners: new Set()};
	typingOf.set(stdin, typing);
	return typing;
};

/** Decided once for each key press, because the first handler may change the answer for the next. */
const isClaimed = ({fields, decided}: Typing, key: string): boolean => {
	const known = decided.get(key);
	if (known !== undefined) return known;
	const claimed = fields.size > 0 && (isText(key) || [...fields].some(claims => claims(key)));
	decided.set(key, claimed);
	queueMicrotask(() => decided.clear());
	return claimed;
};

const useIsTyping = (typing: Typing): boolean => {
	const subscribe = useCallback(
		(listener: () => void) => {
			typing.listeners.add(listener);
			return () => typing.listeners.delete(listener);
		},
		[typing],
	);
	return useSyncExternalStore(subscribe, () => typing.fields.size > 0);
};

/** So many letters in one event are a paste of a terminal without bracketed paste (terminal/split-keys.ts), meant for a text. */
const pastedRun = 64;

/**
 * Runs bindings; an unavailable one shows why. The first match wins; keys that a text field claims reach none. Returns those
 * that work now, for the key bar, with the keys to press: no letters while a text field has focus.
 * @param isFixed keys that cannot be moved, like `y` in a question
 */
export const useKeys = (
	bindings: readonly Binding[],
	{isActive = true, isFixed = false}: {isActive?: boolean; isFixed?: boolean} = {},
): readonly Binding[] => {
	const layer = useContext(KeyLayerContext);
	const typing = useTypingState();
	const options = {isActive: isActive && layer.isActive};
	useInput((input, key) => {
		const names = keyNames(input, key);
		if (names.length >= pastedRun) return;
		for (const name of names) {
			const meant = isFixed ? name : defaultKey(name);
			const binding = bindings.find(each => each.key === meant);
			if (binding === undefined || isClaimed(typing, name)) continue;
			runBinding(binding, layer.notify);
		}
	}, options);
	// Keeps bracketed paste on, so that a paste outside of a field is not taken for presses of its letters.
	usePaste(() => {}, options);
	const shown = isFixed ? bindings : bindings.map(each => ({...each, key: keyName(each.key)}));
	return useIsTyping(typing) ? shown.filter(({key}) => !isText(key)) : shown;
};

/** For text fields only. Returns whether it has focus. */
export const useTextKeys = ({isActive, claims, onKey, onText, onPaste}: TextKeys): boolean => {
	const layer = useContext(KeyLayerContext);
	const typing = useTypingState();
	const isTyping = isActive && layer.isActive;
	const ask = useEffectEvent(claims);
	useEffect(() => {
		if (!isTyping) return;
		const field = (key: string) => ask(key);
		const notifyListeners = () => {
			for (const listener of typing.listeners) listener();
		};
		typing.fields.add(field);
		notifyListeners();
		return () => {
			typing.fields.delete(field);
			notifyListeners();
		};
	}, [isTyping, typing]);
	const press = (name: string) => {
		if (isText(name)) onText(name === 'space' ? ' ' : name);
		else if (isClaimed(typing, name)) onKey(name);
	};
	useInput(
		(input, key) => {
			const names = keyNames(input, key);
			// A run of text in one event is one change: a handler sees what was rendered before the event.
			if (names.length > 1 && names.every(isText)) onText(input);
			else for (const name of names) press(name);
		},
		{isActive: isTyping},
	);
	usePaste(onPaste, {isActive: isTyping});
	return isTyping;
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

/** The pressed keys in the spelling of bindings: several letters if they came in one event. */
const keyNames = (input: string, key: Key): readonly string[] => {
	if (key.eventType === 'release') return [];
	const name = named.find(([flag]) => key[flag] === true)?.[1];
	if (name === 'esc' || name === 'enter') return [name];
	if (name !== undefined) return [modified(key.shift ? `shift+${name}` : name, key)];
	if (key.ctrl || key.meta) {
		// F1, see terminal/split-keys.ts.
		return input === '' ? [] : [input === '?' && !key.ctrl ? 'f1' : modified(input, key)];
	}
	return [...input].map(each => (each === ' ' ? 'space' : each));
};

const modified = (name: string, key: Key): string =>
	`${key.ctrl ? 'ctrl+' : ''}${key.meta ? 'alt+' : ''}${name}`;

/** True when a press of this key is text for a field. */
const isText = (key: string): boolean => key === 'space' || /^\P{Cc}$/u.test(key);
