/** Linux's numbers on x86 and ARM. Not those of this machine, which may be a Mac. */
const names = [
	...['HUP', 'INT', 'QUIT', 'ILL', 'TRAP', 'ABRT', 'BUS', 'FPE', 'KILL', 'USR1', 'SEGV', 'USR2', 'PIPE'],
	...['ALRM', 'TERM', 'STKFLT', 'CHLD', 'CONT', 'STOP', 'TSTP', 'TTIN', 'TTOU', 'URG', 'XCPU', 'XFSZ'],
	...['VTALRM', 'PROF', 'WINCH', 'IO', 'PWR', 'SYS'],
] as const;

const firstRealTime = 34;
const lastRealTime = 64;

/**
 * A stop signal as Podman or an image has it (`15`, `"15"`, `TERM`, `SIGTERM`, `RTMIN+3`) → one spelling: `SIGTERM`,
 * `SIGRTMIN+3`. Podman reports a container's as a number before 5.0 and as a name since. Empty for none or an invalid
 * one.
 */
export const toStopSignal = (found: string | number | undefined): string => {
	const text = String(found ?? '').trim();
	if (/^\d+$/u.test(text)) return byNumber(Number(text));
	const name = text.toUpperCase().replace(/^SIG/u, '');
	const [, offset] = /^RTMIN\+(\d{1,2})$/u.exec(name) ?? [];
	if (offset !== undefined) return byNumber(firstRealTime + Number(offset));
	const [, back] = /^RTMAX-(\d{1,2})$/u.exec(name) ?? [];
	if (back !== undefined) return byNumber(lastRealTime - Number(back));
	if (name === 'RTMIN') return byNumber(firstRealTime);
	if (name === 'RTMAX') return byNumber(lastRealTime);
	return names.some(each => each === name) ? `SIG${name}` : '';
};

const byNumber = (number: number): string => {
	if (number === firstRealTime) return 'SIGRTMIN';
	if (number > firstRealTime && number <= lastRealTime) return `SIGRTMIN+${number - firstRealTime}`;
	const name = names[number - 1];
	return name === undefined ? '' : `SIG${name}`;
};
