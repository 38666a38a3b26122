import type {LaunchContext} from '../model/launch.ts';
import type {PlanFile} from '../plan/step.ts';
import linuxLaunch from '../worker/steps/linux/linux-launch.sh';
import windowsDiskOpen from '../worker/steps/windows/windows-disk-open.sh';
import windowsLaunch from '../worker/steps/windows/windows-launch.sh';

/** The scripts of a launch's steps. The first sources the two for Windows if they exist. */
export const launchScripts = ({image}: Pick<LaunchContext, 'image'>): readonly PlanFile[] => [
	{name: 'linux-launch.sh', text: linuxLaunch},
	...(image.os === 'windows'
		? [
				{name: 'windows-launch.sh', text: windowsLaunch},
				{name: 'windows-disk-open.sh', text: windowsDiskOpen},
			]
		: []),
];
