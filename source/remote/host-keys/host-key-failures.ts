import {Failure} from '../../model/failure.ts';
import {quote} from '../../model/shell.ts';

type Place = {readonly file: string; readonly line: number};

const refused = (message: string, hint: string): Failure =>
	new Failure(message, {kind: 'unreachable', hint, stage: 'host-key'});

export const declinedKey = ({
	worker,
	host,
	mayAsk,
}: {
	readonly worker: string;
	readonly host: string;
	readonly mayAsk: boolean;
}): Failure =>
	mayAsk
		? refused(
				`The host key of ${worker} (${host}) is not known and was not accepted.`,
				'Compare the fingerprint with the machine’s owner, then connect again and accept it.',
			)
		: refused(
				`The host key of ${worker} (${host}) is not known, and the ssh config allows known ones only (StrictHostKeyChecking, BatchMode).`,
				'Add the key to known_hosts, or set StrictHostKeyChecking to ask.',
			);

export const changedKey = ({
	worker,
	host,
	print,
	file,
	line,
}: Place & {readonly worker: string; readonly host: string; readonly print: string}): Failure =>
	refused(
		`The host key of ${worker} has changed: it shows ${print}, ${file} line ${line} knows another. Somebody may be listening.`,
		`If the machine was set up anew, remove the old key: ${quote(['ssh-keygen', '-R', host, '-f', file])}`,
	);

/** @param place where that is known */
export const revokedKey = (worker: string, place?: Pick<Place, 'file'> & Partial<Place>): Failure =>
	refused(
		`The host key of ${worker} is revoked${place === undefined ? '' : ` (${place.file}${place.line === undefined ? '' : `, line ${place.line}`})`}.`,
		'Ask the machine’s owner for its new key.',
	);
