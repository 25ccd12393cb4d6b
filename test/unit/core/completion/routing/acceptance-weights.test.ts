import { describe, expect, it } from 'vitest';
import { RoutooError } from '../../../../../src/core/base/errors.ts';
import { parseAcceptanceWeights } from '../../../../../src/core/completion/routing/acceptance-weights.ts';
import { POSITION_FEATURE_NAMES } from '../../../../../src/core/completion/routing/feature-names.ts';
import { PRIOR_ACCEPTANCE_WEIGHTS } from '../../../../../src/core/completion/routing/prior-weights.ts';

const text = JSON.stringify(PRIOR_ACCEPTANCE_WEIGHTS);
const changed = (over: object): unknown => ({ ...JSON.parse(text), ...over });

describe('completion head', () => {
	it('the prior head is one, and comes back from JSON as it was', () => {
		expect(parseAcceptanceWeights(JSON.parse(text))).toEqual(PRIOR_ACCEPTANCE_WEIGHTS);
		expect(PRIOR_ACCEPTANCE_WEIGHTS.weights.filter((w) => w !== 0).length).toBeGreaterThan(10);
	});

	it.each([
		['no object', 'x', 'the file is missing or of the wrong type'],
		['no bias', changed({ bias: null }), 'bias is missing'],
		['another format', changed({ format: 2 }), 'format is missing'],
		['other features', changed({ features: [...POSITION_FEATURE_NAMES].reverse() }), 'fitted on other features'],
		['a short list', changed({ weights: [1] }), 'weights has 1 value '],
		['a spread of nothing', changed({ deviations: POSITION_FEATURE_NAMES.map(() => 0) }), 'deviations.0'],
	])('refuses a damaged one: %s', (_, json, message) => {
		const attempt = (): unknown => parseAcceptanceWeights(json);
		expect(attempt).toThrow(message);
		expect(attempt).toThrow(RoutooError);
	});
});
