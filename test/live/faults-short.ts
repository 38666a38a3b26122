/** Without INGOT_FAULTS=all: each fault once, where it is cheap; those left out are part of another one. */
const short: Readonly<Record<string, readonly [kind: string, step: string] | undefined>> = {
	'podman killed at work': ['snapshot, pause', 'commit'],
	'stopped by somebody': ['snapshot, pause', 'commit'],
	'two recover': ['snapshot, pause', 'commit'],
	'runner killed': undefined,
	'clock a day on': undefined,
};
const cheap = ['launch', 'start'] as const;

/** INGOT_CELLS=`launch/start/two|stop/check` tries those cells whose names begin so. */
export const isTried = (kind: string, step: string, fault: string): boolean => {
	const {INGOT_CELLS: wanted, INGOT_FAULTS: all} = process.env;
	if (wanted !== undefined)
		return wanted.split('|').some(each => `${kind}/${step}/${fault}`.startsWith(each));
	if (all === 'all' || kind === 'undo') return true;
	const [ofKind, ofStep] = (fault in short ? short[fault] : cheap) ?? [];
	return kind === ofKind && step === ofStep;
};
