export type EndingSignal = 'SIGINT' | 'SIGTERM' | 'SIGHUP';
const all: readonly EndingSignal[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** Calls back for each signal that asks Ingot to end. @returns a function that stops */
export const onEndingSignals = (act: (signal: EndingSignal) => void): (() => void) => {
	const handlers = all.map(signal => [signal, () => act(signal)] as const);
	for (const [signal, handler] of handlers) process.on(signal, handler);
	return () => {
		for (const [signal, handler] of handlers) process.off(signal, handler);
	};
};
