/** To the other segment. Elsewhere it moves the cursor of a text. */
export const sourceKey = 'ctrl+f';
/** The contents of the DevBox; elsewhere the line before, in a shell. */
export const contentsKey = 'ctrl+p';
/** Keys that work in a text of Create Image, too. */
export const sourceKeys: readonly string[] = [sourceKey, contentsKey];
