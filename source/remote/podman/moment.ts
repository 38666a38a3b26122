/** The maxMs that a date can be from 1970, in ms. */
const maxMs = 8.64e15;

/** Epoch ms as a worker tells it; 0 where that is no moment at all. */
export const toMoment = (ms: number): number => (Math.abs(ms) <= maxMs ? ms : 0);
