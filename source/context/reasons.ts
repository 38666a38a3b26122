const reasons: Readonly<Record<string, string>> = {
	ENOENT: 'it does not exist',
	ENOTDIR: 'a part of its path is not a folder',
	EACCES: 'you may not read it',
	ELOOP: 'its links lead in a circle',
};

/** Why a file could not be read, for people. */
export const reasonOf = (thrown: unknown): string => {
	const {code = '', message = String(thrown)} = thrown as {code?: string; message?: string};
	return reasons[code] ?? message;
};
