/** Columns of a text whose characters are all known to be one column wide; else undefined. */
declare const narrowWidth: (text: string) => number | undefined;
export = narrowWidth;
