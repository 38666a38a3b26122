/**
 * Output of a worker that attacks the terminal: clear the screen, move the cursor, set the title and the
 * clipboard, make a link, ask the terminal for an answer; in seven and in eight bits; turn the text around, hide in it.
 */
export const evil = [
	'\u001B[2J\u001B[6666;6666H',
	'\u001B]0;owned\u0007\u001B]52;c;b3duZWQ=\u001B\\\u001B]8;;http://owned\u001B\\',
	'\u001BPq6666\u001B\\\u001B[c\u001B[6n\u001B(0',
	'\u009B6666H\u009D0;words\u009C',
	'evil\u202Elive\u2066\u200B\u{E0041}e\u0301\u0301\u0301\u0301\u0301\u0301',
	`\r'"$(touch /owned)\`id\`; --privileged\t`,
	'\n{"seq":1}',
].join('');

/** What must never reach a terminal, from any source. */
export const actsOnTerminal =
	/[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u200B\u202A-\u202E\u2066-\u2069\u{E0000}-\u{E007F}]/u;

/** The files of a job that ended long ago. */
export const evilJob = (folder: string, id: string): Readonly<Record<string, string>> => {
	const at = '2026-01-01T00:00:00.000Z';
	const request = {
		...{
			version: 1,
			id,
			kind: 'launch',
			title: evil,
			worker: evil,
			user: evil,
			host: evil,
			ingot: evil,
			at: evil,
		},
		...{devbox: {id: evil, name: evil}, reference: evil, steps: [{id: 'one', title: evil}]},
	};
	const events = [
		{step: '', kind: 'job-started', text: evil},
		{step: 'one', kind: 'job-waiting', text: evil},
		{step: 'one', kind: 'step-started', text: ''},
		{step: 'one', kind: 'log', text: evil},
		{step: 'one', kind: 'step-failed', text: evil},
		{step: evil, kind: 'undo-failed', text: evil},
		{step: '', kind: 'cancel-requested', text: evil},
		{step: '', kind: 'job-ended', text: evil, outcome: 'failed'},
	].map((event, index) => ({seq: index + 1, at, job: id, ...event}));
	return {
		[`${folder}/request.json`]: `${JSON.stringify(request)}\n`,
		[`${folder}/status.json`]: `${JSON.stringify({outcome: 'failed', at: evil})}\n`,
		[`${folder}/events.ndjson`]: `${evil}\n${'['.repeat(60_000)}\n${events.map(each => `${JSON.stringify(each)}\n`).join('')}`,
		[`${folder}/left`]: '1\n',
		[`${folder}/plan.sh`]: `title='${evil.replaceAll("'", '')}' step_count=0\n`,
	};
};

/** A schedule written by hand. */
export const evilSchedule = (folder: string): Readonly<Record<string, string>> => {
	const draft = {
		...{name: evil, cadence: 'constructor', command: evil, environment: [`X=${evil}`], volumes: [evil]},
		...{after: 'stop', limit: evil},
	};
	const schedule = {version: 1, id: 's1', user: 'alice', reference: evil, draft, cron: '0 6 * * *'};
	return {
		[`${folder}/schedule.json`]: `${JSON.stringify(schedule)}\n`,
		[`${folder}/revision`]: '1\n',
		[`${folder}/trigger`]: `${evil}\n`,
		[`${folder}/trigger.log`]: `${evil}\n`,
		[`${folder}/enabled`]: '',
	};
};
