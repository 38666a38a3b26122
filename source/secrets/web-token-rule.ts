import type {TextRule} from './match.ts';

/** Samples of packages have them, too. */
export const webTokenRule: TextRule = {
	kind: 'JSON web token',
	pattern: /(?<![\w-])eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{20,}/dgu,
	prefix: /^eyJ/u,
};
