/** Without INGOT_FAULTS=all: each fault once, on the kind where it is cheap. */
const short: Readonly<Record<string, readonly [kind: string, step: string]>> = {
	'runner killed': ['snapshot, pause', 'commit'],
	'disk full': ['snapshot, pause', 'commit'],
	'removed by somebody': ['snapshot, twin', 'capture'],
	'stopped by somebody': ['snapshot, pause', 'commit'],
	'podman killed at work': ['snapshot, pause', 'commit'],
};
const cheap: readonly [string, string] = ['launch', 'start'];

/** INGOT_CELLS=`launch/start/two` tries those cells whose names begin so. */
export const isTried = (kind: string, step: string, fault: string): boolean => {
	const {INGOT_CELLS: wanted, INGOT_FAULTS: all} = process.env;
	if (wanted !== undefined) return `${kind}/${step}/${fault}`.startsWith(wanted);
	if (all === 'all') return true;
	if (kind === 'undo') return true;
	const [ofKind, ofStep] = short[fault] ?? cheap;
	return kind === ofKind && step === ofStep;
};
