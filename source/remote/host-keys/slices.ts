/** Less than a frame: what is drawn and typed meanwhile comes in between. */
const sliceMs = 8;
let last: Promise<void> = Promise.resolve();

/** One slice of all work for each turn of the event loop, however many wait. */
const turn = (): Promise<void> => {
	last = last.then(() => new Promise(resolve => setImmediate(resolve)));
	return last;
};

/** Goes through 0..length (excluded) in steps, without holding up the thread that draws. */
export const inSlices = async (length: number, step: (from: number, to: number) => void): Promise<void> => {
	const stride = 256;
	for (let at = 0; at < length; ) {
		await turn();
		for (const end = performance.now() + sliceMs; at < length && performance.now() < end; at += stride)
			step(at, Math.min(length, at + stride));
	}
};
