import {type EscapedPath, pathBytes} from './image-edits.ts';

const strict = new TextDecoder('utf-8', {fatal: true, ignoreBOM: true});

/** Bytes as text in which each byte that is no UTF-8 is a character of its own (U+DC00 + byte), so that different bytes stay different. */
export const bytesText = (bytes: Uint8Array): string => decode(bytes) ?? [...pieces(bytes)].join('');

/** A path, or a part of one, as text to match patterns with. */
export const pathText = (path: EscapedPath): string =>
	path.includes('\\') ? bytesText(pathBytes(path)) : path;

const decode = (bytes: Uint8Array): string | undefined => {
	try {
		return strict.decode(bytes);
	} catch {
		return undefined;
	}
};

function* pieces(bytes: Uint8Array): Generator<string> {
	for (let at = 0; at < bytes.length; ) {
		const byte = bytes[at] ?? 0;
		const length = byte < 0x80 ? 1 : byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
		const text = decode(bytes.subarray(at, at + length));
		yield text ?? String.fromCharCode(0xdc_00 + byte);
		at += text === undefined ? 1 : length;
	}
}
