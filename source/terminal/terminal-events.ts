import type {BackgroundAnswers} from './background-answers.ts';
import type {MouseEvent} from './mouse.ts';

/** Callbacks for events of the terminal other than keys. */
export type TerminalEvents = {
	/** Ink starts or stops reading the terminal. */
	readonly held: (isHeld: boolean) => void;
	readonly focused: (isFocused: boolean) => void;
	readonly pressed: () => void;
	/** Whether another program has the terminal. */
	readonly isLent?: () => boolean;
	/** Answers that may be among the keys. While one is due the terminal is read, even if Ink has ended. */
	readonly answers?: Pick<BackgroundAnswers, 'isDue' | 'take'>;
	/** Whether Alt does something with a key: a character, an arrow, `backspace`. */
	readonly isAltKey?: (name: string) => boolean;
	/** Between the keys before and after it. */
	readonly mouse?: (event: MouseEvent) => void;
};
