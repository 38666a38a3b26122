/**
 * A path inside a DevBox, from its root, as text that survives a plan file: starts with `/`; backslashes, control characters and
 * bytes that are no UTF-8 are written `\0ooo` (octal), which `printf %b` on the worker turns back into the byte.
 */
export type EscapedPath = string;

/** What is changed in the copy of the DevBox's own layer before the image is committed; the DevBox itself keeps everything. */
export type ImageEdit =
	/**
	 * The path, and everything under it if it is a folder. What the base image has there shows again, unless `everywhere`: then no
	 * layer of the image has it, and all layers are merged into one if the base image has it, too.
	 */
	| {readonly act: 'remove'; readonly path: EscapedPath; readonly everywhere?: boolean}
	/** A file becomes one of no bytes, with the same owner and mode. */
	| {readonly act: 'empty'; readonly path: EscapedPath}
	/**
	 * Bytes of a file are overwritten with the letter x, which no format takes for more than a wrong value (a star begins an alias in
	 * YAML). Its size must still be `sizeBytes`; a range is an offset and a length in bytes.
	 */
	| {
			readonly act: 'blank';
			readonly path: EscapedPath;
			readonly sizeBytes: number;
			readonly ranges: readonly (readonly [offset: number, length: number])[];
	  };

/** Something that is left out of an image: only what the DevBox itself has there; what its image has stays. */
export type LeftOut = {
	/** A path as the preview lists it, or a cache's id: the value of `--leave-out`. With `by`, a pattern. */
	readonly word: string;
	/** Whose pattern it is: `--exclude`, or an ignore file and its line. */
	readonly by?: string;
	readonly title: string;
	readonly paths: readonly EscapedPath[];
	/** Those of them that the base image has, too, and that must be in no layer. */
	readonly everywhere?: readonly EscapedPath[];
	readonly sizeBytes: number;
	readonly files: number;
};

/** What was decided in the contents about patterns. */
export type ExcludeChoice = {
	/** Instead of the saved ones, and saved once the job has started; none: those are forgotten. Undefined: those stay. */
	readonly instead?: readonly string[];
	/** The saved ones, for the command that makes the same image. */
	readonly saved: readonly string[];
	/** Paths that a pattern matches and this image has all the same. */
	readonly takenBack: readonly EscapedPath[];
};

/** Whether a text can be a path of an edit: from `/` on, and on one line of a plan file. */
export const isEscapedPath = (text: string): text is EscapedPath => /^\/\P{Cc}*$/u.test(text);

const strict = new TextDecoder('utf-8', {fatal: true});

/** The bytes of a path (as `find` prints it) in escaped form. */
export const escapePath = (bytes: Uint8Array): EscapedPath => {
	const text = decoded(bytes);
	if (text !== undefined) return escapeControls(text);
	// Part by part, so that a folder is written alike for all that it contains.
	const at = bytes.lastIndexOf(0x2f);
	if (at <= 0) return escapeBytes(bytes);
	const name = bytes.subarray(at);
	const last = decoded(name);
	return escapePath(bytes.subarray(0, at)) + (last === undefined ? escapeBytes(name) : escapeControls(last));
};

const decoded = (bytes: Uint8Array): string | undefined => {
	try {
		return strict.decode(bytes);
	} catch {
		return undefined;
	}
};

const octal = (byte: number) => `\\0${byte.toString(8).padStart(3, '0')}`;

const escapeControls = (text: string): EscapedPath =>
	// Control characters above ASCII are two bytes in UTF-8.
	text.replace(/[\p{Cc}\\]/gu, each => [...new TextEncoder().encode(each)].map(octal).join(''));

/** Valid UTF-8 within it is escaped, too: such a name is rare, and its parts need no reading. */
const escapeBytes = (bytes: Uint8Array): EscapedPath =>
	[...bytes]
		.map(byte => (byte < 0x20 || byte > 0x7e || byte === 0x5c ? octal(byte) : String.fromCharCode(byte)))
		.join('');

/** The bytes that an escaped path stands for. */
export const pathBytes = (path: EscapedPath): Uint8Array => {
	const parts = path.split(/\\0([0-7]{3})/u);
	return Buffer.concat(
		parts.map((part, index) => (index % 2 === 0 ? Buffer.from(part) : Buffer.of(Number.parseInt(part, 8)))),
	);
};
