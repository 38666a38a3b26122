import type {DevboxDetail} from './devbox.ts';
import {variableMap} from './image-environment.ts';

type Settings = Pick<DevboxDetail, 'env' | 'stopTimeout' | 'autoRemove' | 'labels' | 'stopSignal'>;

const setting = ({env}: Pick<DevboxDetail, 'env'>, name: string): string =>
	(variableMap(env).get(name) ?? '').trim();

/** The default timeout of upstream's scripts; older ones have 110 s, newer ones 105 s. */
const usualSeconds = 110;

/** Seconds after which the DevBox's own entrypoint ends Windows by force. */
export const secondsUntilForce = (devbox: Pick<DevboxDetail, 'env'>): number => {
	const said = ['QEMU_TIMEOUT', 'TIMEOUT'].map(name => setting(devbox, name)).find(text => text !== '');
	return said !== undefined && /^\d{1,6}$/u.test(said) ? Number(said) : usualSeconds;
};

/**
 * Seconds that a shutdown may take before the snapshot gives up; it never kills Windows itself. Older entrypoints count up to
 * two seconds as one; the oldest ignores the variables, so the value is never below the default.
 */
export const secondsToShutDown = (devbox: Settings, asked = 0): number =>
	Math.max(2 * Math.max(secondsUntilForce(devbox), usualSeconds) + 30, devbox.stopTimeout, asked);

/** Seconds that a person may give Windows to shut down at most, in the form and with `--stop-timeout`. */
export const maxStopTimeout = 99_999;

/** Whether QEMU can copy its disk: the DevBox was created with a QMP socket. */
export const hasQmp = (devbox: Pick<DevboxDetail, 'env'>): boolean => setting(devbox, 'QMP') !== '';

export type NoStop = {
	/** Ends a sentence. */
	readonly why: string;
	/** How to get a DevBox that can be stopped. */
	readonly instead: string;
	/** The DevBox survives the stop, but its disk is as after a power cut. */
	readonly isTorn?: boolean;
};

/** podman-compose labels every container with this unit, which exists only after `podman-compose systemd`: the worker looks. */
const isOfCompose = (unit: string): boolean => unit.startsWith('podman-compose@');

/** Why a stop would remove the DevBox or damage its disk, judged by its configuration; undefined if it can be stopped. */
export const noStopBecause = (devbox: Settings): NoStop | undefined => {
	const unit = devbox.labels.PODMAN_SYSTEMD_UNIT ?? '';
	if (unit !== '' && !isOfCompose(unit)) {
		return {
			why: `the systemd unit ${unit} would restart or recreate it`,
			instead: 'run it without the unit',
		};
	}
	if (devbox.autoRemove) {
		return {
			why: 'it was made with --rm, so a stop removes it, and with an anonymous volume its disk',
			instead: 'recreate it without --rm and with a named volume on /storage',
		};
	}
	if (devbox.stopSignal === 'SIGKILL') {
		return {
			why: 'its stop signal is SIGKILL, so a stop is like a power cut',
			instead: 'recreate it without --stop-signal',
			isTorn: true,
		};
	}
	const shutdown = setting(devbox, 'SHUTDOWN');
	if (shutdown !== '' && !/^(?:y|yes|true|1|on|enabled?)$/iu.test(shutdown)) {
		return {
			why: 'SHUTDOWN is turned off in its environment, so a stop ends QEMU at once, like a power cut',
			instead: 'shut Windows down from inside and snapshot it while it is off (--allow-stopped)',
			isTorn: true,
		};
	}
	return undefined;
};
