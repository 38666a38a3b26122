import {compareNames} from '../model/order.ts';
import type {Schedule, ScheduledRun, Schedules} from '../model/schedule.ts';
import type {Remote, RunOptions} from '../remote/remote.ts';
import {isJobId} from './job-id.ts';
import {parseLine, requestSchema, statusSchema} from './job-schemas.ts';
import {controlSchedules} from './schedule-control.ts';
import {parseSchedule} from './schedule-schema.ts';
import {toJobEvent} from './to-job-event.ts';

/** The schedules of a worker with their last runs, in one round trip. Invalid entries are ignored. */
export const listSchedules = async (remote: Remote, options?: RunOptions): Promise<Schedules> => {
	const lines = (await controlSchedules(remote, ['list'], options)).split('\n');
	const now = Date.now();
	const [seconds, offset = '', zone = ''] = rest(lines, 'clock').split(' ');
	const trigger = rest(lines, 'trigger');
	const begins = lines.flatMap((line, index) => (line.startsWith('schedule ') ? [index] : []));
	const schedules = begins.flatMap((from, index) => {
		const found = toSchedule(remote.worker.name, lines.slice(from, begins[index + 1]));
		return found === undefined ? [] : [found];
	});
	return {
		schedules: schedules.toSorted((a, b) => compareNames(a.draft.name, b.draft.name)),
		trigger: isTrigger(trigger) ? trigger : undefined,
		skewMs: skewOf(Number(seconds), now),
		zone: isZone(zone) ? zone : minutesOf(offset),
	};
};

const rest = (lines: readonly string[], word: string): string =>
	lines.find(line => line.startsWith(`${word} `))?.slice(word.length + 1) ?? '';

const isTrigger = (word: string): word is 'cron' | 'systemd' => word === 'cron' || word === 'systemd';

const year2100 = 4_102_444_800;

/** The worker reports whole seconds; a time outside this century is ignored. */
const skewOf = (seconds: number, now: number): number =>
	seconds > 0 && seconds < year2100 ? seconds * 1000 + 500 - now : 0;

/** A formatter takes half a millisecond, and the workers of a fleet are in few zones. What they say may be anything. */
const knownZones = new Map<string, boolean>();
const maxZones = 50;

/** Whether this machine knows the time zone. */
const isZone = (zone: string): boolean => {
	const known = knownZones.get(zone) ?? canFormat(zone);
	if (knownZones.size < maxZones) knownZones.set(zone, known);
	return known;
};

const canFormat = (zone: string): boolean => {
	try {
		new Intl.DateTimeFormat('en', {timeZone: zone});
		return zone !== '';
	} catch {
		return false;
	}
};

/** No time zone is more than 14 hours from UTC. */
const maxOffset = 14 * 60;

/** `+0130` → 90 */
const minutesOf = (offset: string): number => {
	const [, sign, hours, minutes] = /^([+-])(\d\d)(\d\d)$/u.exec(offset) ?? [];
	const east = Number(hours ?? 0) * 60 + Number(minutes ?? 0);
	if (east > maxOffset) return 0;
	return sign === '-' ? -east : east;
};

const toSchedule = (worker: string, lines: readonly string[]): Schedule | undefined => {
	const data = parseSchedule(rest(lines, 'schedule'));
	if (data === undefined) return undefined;
	const isEnabled = lines.includes('enabled');
	const by = rest(lines, 'by');
	const unread = rest(lines, 'unread');
	const why =
		unread === '' ? `its ${by || 'trigger'} entry is gone` : `its crontab cannot be read: ${unread}`;
	const lost = isEnabled && !lines.includes('triggered') ? why : undefined;
	return {
		...data,
		worker,
		revision: Number(rest(lines, 'revision')),
		isEnabled,
		trigger: isTrigger(by) ? by : undefined,
		problem: lost ?? (rest(lines, 'problem') || undefined),
		lastRun: toRun(rest(lines, 'run'), rest(lines, 'said')),
		lastImage: requestSchema.safeParse(parseLine(rest(lines, 'made'))).data?.reference || undefined,
	};
};

/** `20261123-171600-s4k3x9a 0 {"outcome":…}` */
const toRun = (line: string, said: string): ScheduledRun | undefined => {
	const [, job, alive, status = ''] = /^(\S+) ([01]) (.*)$/u.exec(line) ?? [];
	const [, day, time] = /^(\d{8})-(\d{6})-/u.exec(job ?? '') ?? [];
	if (job === undefined || !isJobId(job) || day === undefined || time === undefined) return undefined;
	const iso = `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}T${time.slice(0, 2)}:${time.slice(2, 4)}:${time.slice(4)}Z`;
	const at = Date.parse(iso);
	if (Number.isNaN(at)) return undefined;
	return {
		job,
		at,
		outcome: statusSchema.safeParse(parseLine(status)).data?.outcome,
		isAlive: alive === '1',
		said: toJobEvent(said, job),
	};
};
