/** Settles with the promise, or when the time is up. */
export const orLater = async (promise: Promise<unknown>, ms: number): Promise<void> => {
	const {promise: late, resolve} = Promise.withResolvers<void>();
	const timer = setTimeout(resolve, ms);
	try {
		await Promise.race([promise, late]);
	} finally {
		clearTimeout(timer);
	}
};
