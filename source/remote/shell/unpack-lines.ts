import {pipeline, Readable} from 'node:stream';
import {createGunzip} from 'node:zlib';
import {Failure} from '../../model/failure.ts';
import {wholeLines} from './lines.ts';

/**
 * Lines of a script, with those that it sent packed: between a line «TOKEN packed» and a line «TOKEN plain» they are gzip's, in base64.
 * Where the lines end in between, what can be read is yielded. Without a token, lines stay as they are.
 * @throws Failure when what is packed is damaged, and what the lines throw
 */
export async function* unpackLines(
	lines: AsyncIterable<string>,
	token: string | undefined,
): AsyncGenerator<string> {
	if (token === undefined) return yield* lines;
	const source = lines[Symbol.asyncIterator]();
	try {
		for (let next = await source.next(); next.done !== true; next = await source.next()) {
			if (next.value === `${token} packed`) yield* unpacked(source, `${token} plain`);
			else yield next.value;
		}
	} finally {
		await source.return?.();
	}
}

/** @param source is read up to the line `end` */
async function* unpacked(source: AsyncIterator<string>, end: string): AsyncGenerator<string> {
	let isCut = false;
	let lost: {readonly why: unknown} | undefined;
	const bytes = async function* () {
		try {
			for (let next = await source.next(); next.value !== end; next = await source.next()) {
				isCut = next.done === true;
				if (isCut) return;
				yield Buffer.from(next.value, 'base64');
			}
		} catch (why) {
			lost = {why};
			throw why;
		}
	};
	const gunzip = createGunzip();
	// Its reader hears of errors.
	pipeline(Readable.from(bytes()), gunzip, () => {});
	try {
		yield* wholeLines(gunzip);
	} catch (thrown) {
		if (isCut) return;
		if (lost !== undefined) throw (lost as {readonly why: unknown}).why;
		throw new Failure('A part of the log arrived damaged.', {
			kind: 'unreachable',
			hint: 'Try again; `gzip` on the worker may be another program.',
			cause: thrown,
		});
	}
}
