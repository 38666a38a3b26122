import type {LaunchContext} from '../model/launch.ts';
import type {PlanFile} from '../plan/step.ts';
import linuxLaunch from '../worker/steps/linux/linux-launch.sh';
import windowsDiskOpen from '../worker/steps/windows/windows-disk-open.sh';
import windowsLaunch from '../worker/steps/windows/windows-launch.sh';

/** The scripts that the steps of a launch run. linux-launch.sh reads those for Windows where they are beside it. */
export const launchScripts = ({image}: Pick<LaunchContext, 'image'>): readonly PlanFile[] => [
	{name: 'linux-launch.sh', text: linuxLaunch},
	...(image.os === 'windows'
		? [
				{name: 'windows-launch.sh', text: windowsLaunch},
				{name: 'windows-disk-open.sh', text: windowsDiskOpen},
			]
		: []),
];
