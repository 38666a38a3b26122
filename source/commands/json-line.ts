import {escapeHostile} from '../model/text.ts';

/** One line of JSON that is exact, and harmless where somebody looks at it. */
export const jsonLine = (value: unknown): string => escapeHostile(JSON.stringify(value));
