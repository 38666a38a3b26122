/** A file name of an ssh config, with `~` read as that home. */
export const expandHome = (file: string, home: string): string => file.replace(/^~(?=\/|$)/u, home);
