import {escapeHostile} from '../model/text.ts';

/** One line of JSON, exact, with hostile characters escaped. */
export const jsonLine = (value: unknown): string => escapeHostile(JSON.stringify(value));
