/** A long stream that is saved to a file. */
export type StreamToSave = {
	readonly content: AsyncIterable<Uint8Array>;
	/** How many there will be. */
	readonly bytes: number;
	/** Whether a file of that name may be replaced. */
	readonly overwrite: boolean;
};

/**
 * Saves a long stream and its SHA-256, or writes it to stdout for `-`; the file is there only when it is complete.
 * @returns the SHA-256, as 64 letters · @throws Failure if the file exists or cannot be written, or what the content throws
 */
export type SaveStream = (file: string, what: StreamToSave) => Promise<string>;
