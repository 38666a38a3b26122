import type {Mount} from '../model/devbox.ts';
import {compareNames} from '../model/order.ts';

/** Podman lists mounts and variables in another order each time; people look for one among them. */
export const mountsInOrder = <Detail extends {readonly mounts: readonly Mount[]}>(
	detail: Detail,
): Detail => ({
	...detail,
	mounts: detail.mounts.toSorted((a, b) => compareNames(a.destination, b.destination)),
});

const nameOf = (variable: string): string => variable.split('=', 1)[0] ?? '';

/** Mounts by destination, variables by name. */
export const inOrder = <Detail extends {readonly mounts: readonly Mount[]; readonly env: readonly string[]}>(
	detail: Detail,
): Detail => ({
	...mountsInOrder(detail),
	env: detail.env.toSorted((a, b) => compareNames(nameOf(a), nameOf(b))),
});
