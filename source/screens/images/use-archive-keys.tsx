import {type ReactNode, useState} from 'react';
import {connectedWorkers} from '../../model/fleet.ts';
import type {Image} from '../../model/image.ts';
import {mayCreateImage} from '../../model/policy.ts';
import {neutralise} from '../../model/text.ts';
import {AskName} from '../../parts/ask-name.tsx';
import type {Size} from '../../parts/use-window-size.ts';
import {useApp, useAppState} from '../shared/use-app.ts';
import {nextWorker, workerChoice} from './target-worker.ts';
import type {ImageKeys} from './use-image-keys.tsx';
import {useTransfer} from './use-transfer.tsx';

type Asked = {readonly export: Image} | {readonly to: string};

/** `E`: saves the image under the cursor to a file; `I`: brings one from a file. @param worker whose images are listed */
export const useArchiveKeys = (image: Image | undefined, worker: string | undefined): ImageKeys => {
	const {actions, navigation} = useApp();
	const account = useAppState(state => state.account);
	const fleet = useAppState(state => state.fleet);
	const [asked, setAsked] = useState<Asked | undefined>(undefined);
	const transfer = useTransfer();
	const targets = connectedWorkers(fleet);
	const verdict = mayCreateImage(account);
	const save = (what: Image, file: string) => {
		setAsked(undefined);
		transfer.run(`Export ${what.name}:${what.tag}`, async watched => {
			await actions.exportImage(what, file, watched);
			return `${neutralise(`${what.name}:${what.tag} is in ${file}, and its SHA-256 in ${file}.sha256`)}.`;
		});
	};
	const bring = (file: string, to: string) => {
		setAsked(undefined);
		transfer.run(`Check ${file}`, async watched => {
			const request = await actions.importImage(file, to, watched);
			if (request === undefined) return `The image is already on ${neutralise(to)}.`;
			navigation.open({name: 'job', request});
			return undefined;
		});
	};
	const close = () => setAsked(undefined);
	const question =
		asked &&
		((size: Size): ReactNode =>
			'export' in asked ? (
				<ExportDialog
					image={asked.export}
					onName={file => save(asked.export, file)}
					onNo={close}
					size={size}
				/>
			) : (
				<ImportDialog
					to={asked.to}
					onNext={targets.length < 2 ? undefined : () => setAsked({to: nextWorker(targets, asked.to)})}
					onName={file => bring(file, asked.to)}
					onNo={close}
					size={size}
				/>
			));
	if (transfer.question ?? question) return {bindings: [], question: transfer.question ?? question};
	const first = targets.find(each => each === (worker ?? image?.worker)) ?? targets[0];
	return {
		question: undefined,
		bindings: [
			...(image ? [{key: 'E', title: 'Export', run: () => setAsked({export: image})}] : []),
			{
				key: 'I',
				title: 'Import',
				run: () => first !== undefined && setAsked({to: first}),
				refusal: verdict.allowed
					? first === undefined
						? 'No worker is connected.'
						: undefined
					: verdict.reason,
			},
		],
	};
};

const noFile = (typed: string): string | undefined =>
	typed.trim() === '' || typed.endsWith('/') ? 'Type the name of a file.' : undefined;

type DialogProps = {
	readonly onName: (file: string) => void;
	readonly onNo: () => void;
	readonly size: Size;
};

const ExportDialog = ({image: {name, tag}, ...rest}: DialogProps & {readonly image: Image}) => (
	<AskName
		title={`Export ${name}:${tag} to which file?`}
		note="An OCI archive on this computer, which podman, docker and skopeo read; its SHA-256 is saved beside it."
		initial={`~/${name}-${tag}.tar`}
		verb="Export"
		problemOf={noFile}
		{...rest}
	/>
);

const ImportDialog = ({
	to,
	onNext,
	...rest
}: DialogProps & {readonly to: string; readonly onNext: (() => void) | undefined}) => (
	<AskName
		title={neutralise(`Import an image to ${to} from which file?`)}
		note="An archive on this computer, of ingot, podman, docker or skopeo. All of it is checked before a byte is sent; only layers that the worker lacks are sent."
		initial="~/"
		verb="Import"
		problemOf={noFile}
		choices={onNext ? [workerChoice(to, onNext)] : []}
		{...rest}
	/>
);
