import {addProgress, type StepProgress} from '../model/progress.ts';
import type {CommandDeps} from './command-deps.ts';
import {transferLine} from './progress-line.ts';

/** The last line of the terminal, for bytes that this process counts itself. */
export type Transfer = {
	/** How far it is. */
	at(doneBytes: number, totalBytes: number): void;
	end(): void;
};

/** Often enough to look smooth. */
const drawMs = 100;

/** @param title what happens, safe for a terminal */
export const showTransfer = (deps: CommandDeps, title: string): Transfer => {
	const status = deps.display?.status;
	const since = Date.now();
	let progress: StepProgress | undefined;
	let drawnAt = 0;
	status?.(transferLine(title, undefined, since));
	return {
		at(doneBytes, totalBytes) {
			const at = Date.now();
			if (at - drawnAt < drawMs) return;
			drawnAt = at;
			progress = addProgress(progress, {step: '', at, doneBytes, totalBytes});
			status?.(transferLine(title, progress, since));
		},
		end: () => status?.(undefined),
	};
};
