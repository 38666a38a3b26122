import {useContext} from 'react';
import {type Binding, KeyLayerContext} from '../../keys.ts';
import type {Devbox} from '../../model/devbox.ts';
import {neutralise} from '../../model/text.ts';
import {TerminalContext} from '../../parts/terminal-context.ts';
import {useAppState} from '../shared/use-app.ts';
import {tunnelCommand, urlOf} from './tunnel.ts';

/** The key `w`: copies where the ports of a DevBox are found, a URL on this machine or the command that brings them here. */
export const useAddressKey = (devbox: Devbox | undefined): Binding => {
	const {copy} = useContext(TerminalContext);
	const {notify} = useContext(KeyLayerContext);
	const worker = useAppState(state =>
		devbox === undefined ? undefined : state.fleet[devbox.worker]?.worker,
	);
	const ports = devbox?.ports ?? [];
	const address = neutralise(urlOf(ports, worker) || tunnelCommand(ports, worker));
	return {
		key: 'w',
		title: 'Copy address',
		run: () =>
			notify(
				copy(address) ? `Copied: ${address}` : 'The address is too long for the clipboard of the terminal.',
			),
		refusal: address === '' ? 'It publishes no TCP port.' : undefined,
	};
};
