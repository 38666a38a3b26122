/** Calls back when the process goes on after it was stopped: a shell has had the terminal meanwhile. @returns how to stop */
export const onContinued = (act: () => void): (() => void) => {
	process.on('SIGCONT', act);
	return () => {
		process.off('SIGCONT', act);
	};
};
