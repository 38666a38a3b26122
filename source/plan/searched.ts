import {type EscapedPath, pathBytes} from '../model/image-edits.ts';
import type {Draft} from '../model/snapshot.ts';
import type {PlanFile} from './step.ts';

/** The job's file `searched`: the files that were searched for secrets, and the paths that the image does not have. See linux-recheck.sh. */
export const searchedFiles = ({
	searched,
	edits = [],
}: Pick<Draft, 'searched' | 'edits'>): readonly PlanFile[] => {
	if (searched === undefined) return [];
	const out = edits.flatMap(({act, path}) => (act === 'remove' ? spellings(path) : []));
	const lines = [...searched, ...out.map(each => `out ${each}`)];
	return [{name: 'searched', text: `${lines.join('\n')}\n`}];
};

/** A path as secret-candidates.sh prints it: of one with unusual bytes, all are octal; so one below it is either way. */
const spellings = (path: EscapedPath): readonly string[] => {
	const bytes = pathBytes(path);
	const plain = new TextDecoder('latin1').decode(bytes);
	const octal = [...bytes].map(byte => `\\0${byte.toString(8).padStart(3, '0')}`).join('');
	return /^[\x20-\x5b\x5d-\x7e]*$/u.test(plain) ? [plain, octal] : [octal];
};
