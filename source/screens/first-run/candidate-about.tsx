import {Box} from 'ink';
import {type Candidate, originText} from '../../model/candidate.ts';
import {factsWords, type Setup} from '../../model/setup.ts';
import {neutralise} from '../../model/text.ts';
import {Prose} from '../../parts/prose.tsx';
import {toneOf} from '../../parts/tone-of.ts';

/** Lines below the list, a blank one first. */
export const aboutHeight = 7;

type Line = {readonly text: string; readonly tone: 'plain' | 'danger' | 'muted'};

/** How the machine under the cursor is reached, and what its row truncates. */
const linesOf = (candidate: Candidate, {ticked}: Setup): readonly Line[] => {
	const {worker, from, refusal} = candidate;
	const route = worker.ssh === undefined ? 'this machine, no SSH' : `ssh ${worker.ssh}`;
	const key = worker.identityFile === undefined ? '' : ` with ${worker.identityFile}`;
	const lines: Line[] = [{text: `${route}${key}, ${originText(from)}`, tone: 'muted'}];
	if (refusal !== undefined)
		return [
			{text: originText(from), tone: 'muted'},
			{text: `Unavailable: ${refusal}.`, tone: 'plain'},
		];
	const trial = ticked[worker.name];
	if (trial?.state === 'ok') lines.push({text: `${factsWords(trial.facts)}.`, tone: 'plain'});
	if (trial?.state === 'failed')
		lines.push({text: trial.reason, tone: 'danger'}, {text: trial.hint, tone: 'plain'});
	return lines;
};

export const CandidateAbout = ({
	candidate,
	setup,
	width,
}: {
	candidate: Candidate | undefined;
	setup: Setup;
	width: number;
}) => (
	<Box
		flexDirection="column"
		width={width}
		height={aboutHeight}
		paddingTop={1}
		paddingLeft={2}
		paddingRight={2}
		overflow="hidden"
		flexShrink={0}
	>
		{candidate === undefined
			? null
			: linesOf(candidate, setup).map(({text, tone}) => (
					<Prose key={text} {...toneOf(tone)}>
						{text.split('\n').map(neutralise).join('\n')}
					</Prose>
				))}
	</Box>
);
