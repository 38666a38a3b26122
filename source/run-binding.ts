/** What is said of: a notice about the screen ends with it, one about what happened does not. */
export type About = 'the screen' | 'what happened';

/** What a key, a click on its name, or Enter in a form's last field does: runs it, or says why that cannot be done now. */
export const runBinding = (
	{
		run,
		refusal,
		onRefused,
	}: {
		readonly run: () => void;
		readonly refusal?: string | undefined;
		readonly onRefused?: (() => void) | undefined;
	},
	notify: (text: string, about: About) => void,
): void => {
	if (refusal === undefined) {
		run();
		return;
	}
	notify(refusal, 'the screen');
	onRefused?.();
};
