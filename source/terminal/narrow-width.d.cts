/** Columns of a text whose characters are all known to be one column wide; undefined where only a library knows. */
declare const narrowWidth: (text: string) => number | undefined;
export = narrowWidth;
