/** Calls back after so many turns of the event loop. */
export const afterTurns = (turns: number, act: () => void): void => {
	setImmediate(() => (turns > 1 ? afterTurns(turns - 1, act) : act()));
};
