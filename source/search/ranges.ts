/** Pairs of first and last index (both included), as Fuse gives them. */
export type Ranges = readonly (readonly [number, number])[];
