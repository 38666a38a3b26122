/** Keys that the user has moved, from the default to the new one, and back. */
const moved = {to: new Map<string, string>(), from: new Map<string, string>()};

/** Moves keys, once at the start: what has the key `from` by default has the key `to` on every screen. */
export const moveKeys = (moves: Readonly<Record<string, string>>): void => {
	moved.to = new Map(Object.entries(moves));
	moved.from = new Map(Object.entries(moves).map(([from, to]) => [to, from]));
};

/** The key to press for what has this key by default. Everything that shows a key or names it in a sentence asks this. */
export const keyName = (key: string): string => moved.to.get(key) ?? key;

/** The default key of what is pressed; undefined when its action has moved and no other took its place. */
export const defaultKey = (pressed: string): string | undefined =>
	moved.from.get(pressed) ?? (moved.to.has(pressed) ? undefined : pressed);
