import { describe, expect, test } from 'vitest';
import { RoutooError } from '../../../../src/core/base/errors.ts';
import { readingWeights } from '../../../../src/core/reading/weights.ts';
import { floats, weightsFile } from './support.ts';

type Raw = Record<string, unknown>;

const judge = (over: Raw): Raw => ({ ...weightsFile(), judge: { ...(weightsFile().judge as Raw), ...over } });
const file = (over: Raw): Raw => ({ ...weightsFile(), file: { ...(weightsFile().file as Raw), ...over } });

describe('models/reading.json', () => {
	test('is read, with its vectors', () => {
		const { judge: read, file: own } = readingWeights(JSON.parse(JSON.stringify(weightsFile())));
		expect(read.difficulty.explained).toBe(0.4);
		expect([...Array.from(own!.means)]).toEqual([0, 1, 2]);
		expect(readingWeights({ ...weightsFile(), file: null }).file).toBeNull();
	});

	test.each<[string, unknown]>([
		['no object', 'text'],
		['nothing', null],
		['another version', { ...weightsFile(), version: 2 }],
		['no judge', { ...weightsFile(), judge: undefined }],
		['a question fewer', judge({ features: ['solution_hint'] })],
		['questions in another order', judge({ features: (weightsFile().judge as { features: string[] }).features.toReversed() })],
		['a mean that is no number', judge({ means: Array.from({ length: 15 }, () => null) })],
		['a mean that is infinite', judge({ means: Array.from({ length: 15 }, () => Number.POSITIVE_INFINITY) })],
		['a negative scale', judge({ scales: Array.from({ length: 15 }, () => -1) })],
		['more explained than there is', judge({ difficulty: { weights: Array.from({ length: 15 }, () => 0), bias: 0, explained: 1.5 } })],
		['a vector that is too short', file({ means: floats([1, 2]) })],
		['a vector that is no base64', file({ means: '???' })],
		['a vector whose base64 is cut', file({ means: 'AAAAA' })],
		['a vector with a value that is no number', file({ means: floats([1, Number.NaN, 2]) })],
		['a negative scale in a vector', file({ scales: floats([1, -2, 0]) })],
		['a layer before the first', file({ layer: 0 })],
		['a hash that is none', file({ modelSha256: 'abc' })],
		['a size that is not the one of its vectors', file({ size: 4 })],
	])('%s is damage, said in words', (_, raw) => {
		const read = () => readingWeights(raw);
		expect(read).toThrow(RoutooError);
		expect(read).toThrow(expect.objectContaining({ kind: 'damagedFile', message: expect.stringContaining('models/reading.json') }));
	});
});
