/** The preset's types name the package of one of its rules, whose code the preset contains. */
declare module '@secretlint/secretlint-rule-aws' {
	export type Options = Readonly<Record<string, unknown>>;
}
