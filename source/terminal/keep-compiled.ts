/** Of launcher.cjs; undefined in another bundle. */
declare const keepCode: (() => void) | undefined;

/** Keeps the code that has been compiled so far for the next start; takes some 50 ms, once per version. */
export const keepCompiled = (): void => {
	if (typeof keepCode === 'function') keepCode();
};
