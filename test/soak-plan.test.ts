import {expect, test} from 'vitest';
import {harms, planSoak} from './soak/plan-soak.ts';

test('a seed of the soak makes the same plan again, and another seed another one', () => {
	const size = {rounds: 200, lanes: 6};
	expect(planSoak(7, size)).toEqual(planSoak(7, size));
	expect(planSoak(8, size)).not.toEqual(planSoak(7, size));
});

test('a soak has every kind of job, every fault and every lane in it', () => {
	const rounds = planSoak(1, {rounds: 200, lanes: 6});
	expect(new Set(rounds.map(round => round.harm))).toEqual(new Set(['none', ...harms]));
	expect(new Set(rounds.map(round => round.kind))).toEqual(new Set(['staging', 'pause', 'launch']));
	expect(new Set(rounds.map(round => round.lane))).toEqual(new Set([0, 1, 2, 3, 4, 5]));
	expect(rounds.every(({where}) => where >= 0 && where < 1)).toBe(true);
});
