import {typedNameProblem} from '../../model/reference.ts';
import {parseRegistryReference, type RegistryReference} from '../../model/registry.ts';
import {neutralise} from '../../model/text.ts';
import {AskName} from '../../parts/ask-name.tsx';
import type {Size} from '../../parts/use-window-size.ts';
import {overwriteChoice} from './overwrite-choice.ts';
import {workerChoice} from './target-worker.ts';

type Props = {
	readonly to: string;
	readonly overwrite: boolean;
	/** What the field holds at first. */
	readonly typed: string;
	/** That of the config file. */
	readonly registry: string | undefined;
	/** Chooses the next worker; undefined where there is only one. */
	readonly onWorker: (() => void) | undefined;
	readonly onOverwrite: () => void;
	/** Asks for its name on the worker. */
	readonly onName: (source: RegistryReference, typed: string) => void;
	readonly onPull: (source: RegistryReference) => void;
	readonly onNo: () => void;
	readonly size: Size;
};

/** Asks which image a worker shall pull. A name that no image on a worker can have leads to the question for another one. */
export const PullDialog = ({to, overwrite, typed, registry, size, ...on}: Props) => {
	const parse = (text: string) => parseRegistryReference(text, {registry});
	const go = (text: string, isNamed: boolean) => {
		const parsed = parse(text);
		if (parsed.problem !== undefined) return;
		const {reference} = parsed;
		if (isNamed || typedNameProblem(reference.local) !== undefined) on.onName(reference, text);
		else on.onPull(reference);
	};
	return (
		<AskName
			title={neutralise(`Pull an image from a registry to ${to}`)}
			note="The worker pulls it, with its own login there (podman login). Use registry.example.com/name:tag, or a digest."
			initial={typed}
			verb="Pull"
			problemOf={text => parse(text).problem}
			onName={text => go(text, false)}
			onNo={on.onNo}
			choices={[
				...(on.onWorker ? [workerChoice(to, on.onWorker)] : []),
				{
					key: 'ctrl+s',
					title: 'Other name',
					text: 'Name on the worker: as in the registry',
					next: text => go(text, true),
				},
				overwriteChoice({
					overwrite,
					text: `Another image with that name on the worker: ${overwrite ? 'replaced' : 'kept, and the pull is refused'}`,
					next: on.onOverwrite,
				}),
			]}
			size={size}
		/>
	);
};

/** Asks what the image shall be called on the worker. */
export const PullNameDialog = ({
	to,
	source: {text, local},
	...rest
}: Pick<Props, 'to' | 'onNo' | 'size'> & {
	readonly source: RegistryReference;
	readonly onName: (name: string) => void;
}) => {
	const problem = typedNameProblem(local);
	return (
		<AskName
			title={neutralise(`Name of the image on ${to}`)}
			note={neutralise(
				problem === undefined
					? `${text} gets this name there: name:tag.`
					: `${text} cannot be called ${local} there: ${problem} Choose another name:tag.`,
			)}
			initial={local}
			verb="Pull"
			problemOf={typedNameProblem}
			{...rest}
		/>
	);
};
