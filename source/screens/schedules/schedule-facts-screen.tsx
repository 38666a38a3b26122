import {useEffect, useMemo} from 'react';
import {imagesOf} from '../../model/fleet.ts';
import {copyables} from '../shared/copyables.ts';
import {FactsPage} from '../shared/facts-page.tsx';
import {useApp, useAppState} from '../shared/use-app.ts';
import {useOpenJob} from '../shared/use-open-job.ts';
import {scheduleFacts} from './schedule-detail.ts';
import {runsOf, scheduleRows} from './schedule-rows.ts';
import {useScheduleKeys} from './use-schedule-keys.tsx';

/** Everything about a schedule: what it runs, when, and its last runs, whose jobs can be opened. */
export const ScheduleFactsScreen = ({worker, id}: {worker: string; id: string}) => {
	const {actions, navigation} = useApp();
	const openJob = useOpenJob();
	const fleet = useAppState(state => state.fleet);
	const row = useMemo(
		() => scheduleRows(fleet).find(({schedule}) => schedule.worker === worker && schedule.id === id),
		[fleet, worker, id],
	);
	const keys = useScheduleKeys(row?.schedule);
	// There is no event for the start of a run.
	useEffect(() => actions.readJobs(), [actions]);
	const image = row && imagesOf(fleet, worker).find(each => each.reference === row.schedule.reference);
	const runs = row === undefined ? [] : runsOf(fleet[worker]?.jobs?.content, row.schedule);
	return (
		<FactsPage
			crumbs={['Schedules', row?.schedule.draft.name ?? id]}
			menu={keys.question}
			// Enter opens what a line names.
			bindings={keys.bindings.filter(({key}) => key !== 'enter')}
			copyable={row && copyables.schedule(row.schedule)}
			facts={
				row === undefined
					? []
					: scheduleFacts(row, runs, {
							run: ({request}) => openJob(request),
							image: image && (() => navigation.open({name: 'image', image})),
						})
			}
			empty="This schedule was deleted."
		/>
	);
};
