import {expect, test} from 'vitest';
import {namedImages} from '../../source/search/named-images.ts';
import {image} from '../launch-context.ts';

const id = (digits: string) => digits.padEnd(64, '0');
const images = [
	image('web', {tag: '1', id: id('0123456789abcdef')}),
	image('web', {tag: 'latest', id: id('0123456fedcba987')}),
	image('api', {tag: '1', id: id('abcdef0123456789')}),
	image('api', {tag: '2', id: id('abcdef9876543210')}),
	image('deadbeef', {tag: '1', id: id('7777777777')}),
	image('other', {tag: '1', id: id('deadbeef')}),
	image('feed', {tag: '1', id: id('1111111111')}),
];

test.each([
	['localhost/web:1', ['web:1']],
	['web:1', ['web:1']],
	['web', ['web:latest']],
	['api', ['api:1', 'api:2']],
	['0123456789ab', ['web:1']],
	['sha256:0123456789ab', ['web:1']],
	[id('0123456789abcdef'), ['web:1']],
	[`sha256:${id('0123456789abcdef')}`, ['web:1']],
	['0123456', ['web:1', 'web:latest']],
	['abcdef', []],
	['deadbeef', ['deadbeef:1']],
	['sha256:deadbeef', ['other:1']],
	['0123456789AB', []],
	['tag:2 api', ['api:2']],
	['nothing', []],
])('%s means %j', (wanted, meant) => {
	const found = namedImages([images.slice(0, 3), images.slice(3)], wanted, {me: 'me'});
	expect(found.map(({name, tag}) => `${name}:${tag}`)).toEqual(meant);
});
