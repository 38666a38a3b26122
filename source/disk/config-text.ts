import {Document, isMap, visit, type YAMLMap} from 'yaml';
import type {ConfigDraft} from '../model/setup.ts';
import type {Worker} from '../model/worker.ts';

const head = ' Ingot; all fields: ingot config schema';

/** The text of a new config file: one line for the account and one per worker. */
export const configText = ({account, workers}: ConfigDraft): string => {
	const {user, plan, role} = account;
	const document = new Document({account: {user, plan, role}, workers: workers.map(toEntry)});
	document.commentBefore = head;
	visit(document, {
		Map(_, map) {
			if (map !== document.contents) inline(map);
		},
	});
	return document.toString({lineWidth: 0, flowCollectionPadding: false});
};

const inline = (map: YAMLMap): void => {
	if (isMap(map)) map.flow = true;
};

const toEntry = ({name, ssh, identityFile, socket}: Worker) => ({
	name,
	...(ssh === undefined ? {local: true} : {ssh}),
	...(identityFile !== undefined && {identityFile}),
	...(socket !== undefined && {socket}),
});
