import {describe, expect, test} from 'vitest';
import {parseContainerfile} from '../../source/model/containerfile.ts';

const parse = (text: string, given = {}) => parseContainerfile(text, {name: 'Containerfile', given});

describe('a syntax error is named with its line', () => {
	test.each([
		['FROM a\n\nRUNN x\n', 'Containerfile:3: RUNN is not an instruction. Check its spelling.'],
		['# comment\nRUN x\nFROM a\n', 'Containerfile:2: RUN stands before FROM.'],
		['ARG A\n', 'Containerfile:1: There is no FROM instruction.'],
		['FROM a\nRUN \\\n  true\nCOPY\n', 'Containerfile:4: COPY has no arguments.'],
		['FROM a\nRUN x \\\n\n', 'Containerfile:2: The last line ends with'],
		['FROM\n', 'Containerfile:1: FROM has no arguments.'],
		['FROM a\nRUN <<EOF\nnot an instruction\nEOF\nFOO bar\n', 'Containerfile:5: FOO is not an instruction.'],
	])('%j', (text, problem) => {
		expect(parse(text).problem).toContain(problem);
	});

	test.each([
		'FROM a',
		'from a\nrun x\n',
		'ARG A=1\nFROM a:$A\nCMD []\nENTRYPOINT []\n',
		'# escape=`\nFROM a\nRUN x `\n y\n',
		'FROM a\nONBUILD RUN x\n',
		'FROM a\nRUN <<EOF\necho hi\nEOF\n',
		'FROM a\nENV A b c\nENV A=b C="d e"\nLABEL x=y\n',
	])('%j has none', text => {
		expect(parse(text).problem).toBeUndefined();
	});
});

describe('the base image is that of the last stage', () => {
	test.each([
		['FROM node:22', 'node:22'],
		['FROM a AS x\nFROM b AS y\nFROM x', 'a'],
		['FROM a AS X\nFROM b\nFROM x AS z\nFROM z', 'a'],
		['FROM a\nFROM 0', 'a'],
		['FROM scratch', ''],
		[`ARG V=22\nFROM node:\${V}-slim`, 'node:22-slim'],
		['ARG V=22\nARG I=node:$V\nFROM $I', 'node:22'],
		[`ARG V\nFROM node:\${V:-20}`, 'node:20'],
		['ARG V\nFROM node:$V', undefined],
		['FROM --platform=linux/amd64 node:22 AS x', 'node:22'],
	])('%j → %j', (text, base) => {
		expect(parse(text).base).toBe(base);
	});

	test('a build argument wins over the default', () => {
		expect(parse('ARG V=22\nFROM node:$V', {V: '24'}).base).toBe('node:24');
	});
});

test('secrets in ARG and ENV are warned of with their lines', () => {
	const text = 'FROM a\nARG API_TOKEN\nENV A=b \\\n  DB_PASSWORD=hunter22\nENV KEYBOARD=us\nARG VERSION=1\n';
	const {warnings, secrets} = parse(text);
	expect(warnings).toHaveLength(2);
	expect(warnings[0]).toMatch(/^Containerfile:2: ARG API_TOKEN looks like a secret\. Everyone/u);
	expect(warnings[1]).toMatch(/^Containerfile:4: ENV DB_PASSWORD looks like a secret\./u);
	expect(warnings.join()).not.toContain('hunter22');
	expect(secrets).toContain('hunter22');
});

test('a health check needs Docker’s format', () => {
	expect(parse('FROM a\nHEALTHCHECK CMD true').needsDockerFormat).toBe(true);
	expect(parse('FROM a\nRUN true').needsDockerFormat).toBe(false);
});
