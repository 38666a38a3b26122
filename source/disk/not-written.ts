import {Failure, toMessage} from '../model/failure.ts';

const elsewhere = 'Choose another file or folder.';

/** Codes of the system → why, and what to do. */
const reasons: Readonly<Record<string, readonly [why: string, hint: string]>> = {
	ENOENT: ['its folder does not exist', 'Create the folder, or choose another one.'],
	ENOTDIR: ['a part of its path is not a folder', elsewhere],
	EACCES: ['you may not write there', elsewhere],
	EPERM: ['you may not write there', elsewhere],
	EROFS: ['its file system is read-only', 'Choose a folder on another file system.'],
	ENAMETOOLONG: ['its name is too long', 'Choose a shorter name.'],
	ENOSPC: ['the disk is full', 'Free disk space, or choose another folder.'],
	EDQUOT: ['your disk quota is used up', 'Free disk space, or choose another folder.'],
};

/** Why a file could not be written, for people. @param file as the user named it */
export const notWritten = (file: string, thrown: unknown): Failure => {
	const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
	const [why, hint] = reasons[code] ?? [toMessage(thrown), elsewhere];
	return new Failure(`${file} could not be written: ${why}.`, {hint, cause: thrown});
};
