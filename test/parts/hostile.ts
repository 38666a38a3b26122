/** Text that breaks what counts characters in place of columns, or trusts what it draws. */
export const hostile = [
	'a'.repeat(300),
	'日本語のとても長い名前'.repeat(12),
	'e\u0301'.repeat(120),
	'👩‍👩‍👧‍👦🏳️‍🌈'.repeat(20),
	'\u001B[2J\u001B[1;1Howned',
	'\u001B]0;title\u0007bell',
	'\u202Eesrever',
	'tab\tand\nline\r\nbreak',
	'Z\u0334\u0335\u0336\u0337\u0338'.repeat(60),
	'مرحبا بالعالم '.repeat(20),
	'\u200B\u2060\uFEFF',
	'',
] as const;
