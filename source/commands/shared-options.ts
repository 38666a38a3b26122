import {Option} from 'commander';
import {collect, collectNames} from './collect.ts';

/** The worker of an image or DevBox that several workers may have. */
export const onWorker = (): Option =>
	new Option('-w, --worker <name>', 'the worker; required if several have it');

/** An option that may be given several times; its value is a list. */
export const repeatable = (flags: string, text: string): Option =>
	new Option(flags, `${text} (repeatable)`).argParser(collect);

/** The same for names, which may also have commas between. */
export const repeatableNames = (flags: string, text: string): Option =>
	new Option(flags, `${text} (repeatable)`).argParser(collectNames);
