/**
 * The text of a screen without what differs from one run to the next: times, sizes, ids, counts of disk space, and the blanks that
 * columns of such values move.
 */
export const pictureText = (screen: string): string =>
	screen
		.split('\n')
		.map(line => varying.reduce((text, [pattern, mark]) => text.replace(pattern, mark), line).trim())
		.join('\n');

const varying: readonly (readonly [RegExp, string])[] = [
	// Ids of jobs, containers and images.
	[/\b\d{8}-\d{6}-[a-z\d]{4}\b/gu, '#'],
	[/\b(?=[a-f]*\d)[\da-f]{7,64}(?:\b|…)/gu, '#'],
	// What a worker has, busy or not.
	[/[▁▂▃▄▅▆▇█░▏▎▍▌▋▊▉⠁-⣿]+/gu, '▒'],
	[/\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\b/gu, '#'],
	[/\b\d{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\b/gu, '#'],
	[/\b(?:just )?now\b/gu, '#'],
	[/\d+(?:[.:]\d+)*(?: ?(?:[kMGT]i?B|B|[kMGT]|ms|s|m|h|d|%)(?![a-z]))?/gu, '#'],
	[/#(?:[ ·]+#)+/gu, '#'],
	[/─+/gu, '─'],
	[/ +/gu, ' '],
];
