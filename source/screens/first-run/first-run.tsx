import {useContext, useState} from 'react';
import {KeyLayerContext} from '../../keys.ts';
import type {Account} from '../../model/account.ts';
import {failureText} from '../../model/failure.ts';
import type {DraftedConfig} from '../../state/actions.ts';
import {Review} from '../shared/review.tsx';
import {useApp, useAppState} from '../shared/use-app.ts';
import {FirstRunAccount} from './first-run-account.tsx';
import {firstRunLines} from './first-run-lines.ts';
import {FirstRunWorkers} from './first-run-workers.tsx';

type Step =
	| {readonly at: 'workers'}
	| {readonly at: 'account'}
	| {readonly at: 'review'; readonly draft: DraftedConfig};

/** The first run, without a config file: workers, account, review. */
export const FirstRun = () => {
	const {actions, navigation} = useApp();
	const {notify} = useContext(KeyLayerContext);
	const usual = useAppState(state => state.account);
	const setup = useAppState(state => state.setup);
	const {file} = useAppState(state => state.config);
	const [account, setAccount] = useState<Account>(usual);
	const [step, setStep] = useState<Step>({at: 'workers'});
	switch (step.at) {
		case 'workers':
			return (
				<FirstRunWorkers
					onNext={() => setStep({at: 'account'})}
					onLeave={() => {
						actions.start();
						navigation.go({name: 'workers'});
					}}
				/>
			);
		case 'account':
			return (
				<FirstRunAccount
					account={account}
					onNext={next => {
						setAccount(next);
						actions.draftConfig(next).then(
							draft => setStep({at: 'review', draft}),
							(thrown: unknown) => notify(failureText(thrown)),
						);
					}}
					onBack={next => {
						setAccount(next);
						setStep({at: 'workers'});
					}}
				/>
			);
		case 'review':
			return (
				<Review
					crumbs={['First run']}
					lines={firstRunLines(step.draft, setup, file)}
					submitTitle="Write config"
					submit={() => actions.writeConfig(step.draft)}
					wait="Writing it …"
					onDone={() => {
						navigation.go({name: 'workers'});
						notify(`${file} is written.`);
					}}
					onBack={() => setStep({at: 'account'})}
				/>
			);
	}
};
