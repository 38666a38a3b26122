/** Expands `~` in a file name of an ssh config. */
export const expandHome = (file: string, home: string): string => file.replace(/^~(?=\/|$)/u, home);
