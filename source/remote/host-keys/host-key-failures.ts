import {Failure} from '../../model/failure.ts';
import {quote} from '../../model/shell.ts';

type Place = {readonly file: string; readonly line: number};

const refused = (message: string, hint: string): Failure =>
	new Failure(message, {kind: 'unreachable', hint, stage: 'host-key'});

/** A new host key that the user, or BatchMode, did not trust. */
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
				'Ask the owner of the machine for its fingerprint, then connect again and accept the key.',
			)
		: refused(
				`The host key of ${worker} (${host}) is not known, and the ssh config allows only known keys (StrictHostKeyChecking, BatchMode).`,
				'Add the key to known_hosts, or set StrictHostKeyChecking to ask.',
			);

/** A host key that differs from the known one, with the line that has it. */
export const changedKey = ({
	worker,
	host,
	print,
	file,
	line,
}: Place & {readonly worker: string; readonly host: string; readonly print: string}): Failure =>
	refused(
		`The host key of ${worker} has changed: it is ${print}, but ${file} line ${line} has another. Someone may be intercepting the connection.`,
		`If the machine was reinstalled, remove the old key: ${quote(['ssh-keygen', '-R', host, '-f', file])}`,
	);

/** @param place where the key is revoked, if known */
export const revokedKey = (worker: string, place?: Pick<Place, 'file'> & Partial<Place>): Failure =>
	refused(
		`The host key of ${worker} is revoked${place === undefined ? '' : ` (${place.file}${place.line === undefined ? '' : `, line ${place.line}`})`}.`,
		'Ask the machine’s owner for its new key.',
	);
