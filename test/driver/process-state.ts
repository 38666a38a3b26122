import {readFileSync} from 'node:fs';

type Process = {
	/** As the kernel writes it: `S` sleeps, `T` is stopped, `Z` has ended and nobody has asked how. */
	readonly state: string;
	/** Clock ticks since boot, as text; with the number of a process it names one process for good. */
	readonly startedAt: string;
};

/** What the kernel says of a process; undefined where there is none. */
export const processState = (pid: number): Process | undefined => {
	try {
		const [state = '', ...rest] = readFileSync(`/proc/${pid}/stat`, 'utf8')
			.replace(/^.*\) /su, '')
			.split(' ');
		return {state, startedAt: rest[18] ?? ''};
	} catch {
		return undefined;
	}
};

/** Whether a process has ended, reaped or not. */
export const isDead = (pid: number): boolean => /^[ZX]?$/u.test(processState(pid)?.state ?? '');
