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
	notify: (text: string) => void,
): void => {
	if (refusal === undefined) {
		run();
		return;
	}
	notify(refusal);
	onRefused?.();
};
