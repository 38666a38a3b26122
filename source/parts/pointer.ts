import {type DOMElement, measureElement} from 'ink';
import {createContext, type RefObject, useContext, useEffect, useEffectEvent} from 'react';
import {KeyLayerContext} from '../keys.ts';
import {type PointerEvent, TerminalContext} from './terminal-context.ts';

/** Presses a key of the screen, by its default name: what a click stands for. */
export const PressContext = createContext<(key: string) => void>(() => {});

/** Calls back for each event over a part that has the keys, with its place in that part; nothing under a question gets any. */
export const usePointer = (
	part: RefObject<DOMElement | null>,
	onEvent: (event: PointerEvent) => void,
): void => {
	const {pointer} = useContext(TerminalContext);
	const {isActive} = useContext(KeyLayerContext);
	const handle = useEffectEvent((event: PointerEvent) => {
		if (part.current === null) return;
		// The app fills the alternate screen, so the terminal's cells are those of the layout.
		const {x, y, width, height} = measureElement(part.current);
		const [column, row] = [event.column - x, event.row - y];
		if (column >= 0 && column < width && row >= 0 && row < height) onEvent({...event, column, row});
	});
	useEffect(() => {
		if (pointer === undefined || !isActive) return;
		const listener = (event: PointerEvent) => handle(event);
		pointer.add(listener);
		return () => {
			pointer.delete(listener);
		};
	}, [pointer, isActive]);
};

/** Lines that one turn of the wheel moves. */
const wheelLines = 3;

/** Calls back with -1 or 1, once for each line to move. */
export const useWheel = (part: RefObject<DOMElement | null>, onLine: (by: -1 | 1) => void): void =>
	usePointer(part, ({kind}) => {
		if (kind === 'click') return;
		for (let line = 0; line < wheelLines; line += 1) onLine(kind === 'wheel-up' ? -1 : 1);
	});
