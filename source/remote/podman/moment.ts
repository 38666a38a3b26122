/** The maximum distance of a date from 1970, in ms. */
const maxMs = 8.64e15;

/** Epoch ms from a worker; 0 when it is not a valid time. */
export const toMoment = (ms: number): number => (Math.abs(ms) <= maxMs ? ms : 0);
