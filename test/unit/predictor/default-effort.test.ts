import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { catalogCandidates } from '../../../src/core/model/build-candidates.ts';
import { effortRank } from '../../../src/core/model/efforts.ts';
import { parseParameters } from '../../../src/predictor/assemble.ts';
import { abilityOf } from '../../../src/predictor/item-response.ts';
import { estimateOutput } from '../../../src/predictor/output-length.ts';
import { shipped } from '../core/model/shipped.ts';
import { ROOT } from './model-folder.ts';

const parameters = parseParameters(readFileSync(path.join(ROOT, 'models/predictor.json'), 'utf8'));
const all = catalogCandidates(shipped);
const defaults = all.filter(({ effort, defaultEffort }) => effort === null && defaultEffort !== undefined);
const request = { kind: 'fix', inputTokens: 800 } as const;

describe('a model that is asked for no effort runs at its vendor default', () => {
	it('of every vendor that names one', () => {
		const vendors = new Set(defaults.map(({ endpointId }) => endpointId));
		for (const vendor of ['openai', 'anthropic', 'google', 'deepseek']) expect(vendors).toContain(vendor);
	});

	it.each(defaults.map((candidate) => [candidate.id, candidate] as const))('%s', (id, candidate) => {
		const effort = candidate.defaultEffort!;
		const asked = { ...candidate, id: `${id}@${effort}`, effort, reasoning: effort !== 'none' && effort !== 'minimal' };
		expect(estimateOutput(parameters, request, candidate, 0.7)).toEqual(estimateOutput(parameters, request, asked, 0.7));
		const siblings = all.filter(({ wireModel, endpointId }) => wireModel === candidate.wireModel && endpointId === candidate.endpointId);
		expect(effortRank(candidate, siblings)).toBe(effortRank(asked, siblings));
		// An ability of its own at that effort, where one was fitted, is the same.
		const fitted = parameters.abilities.get(`${candidate.catalogId}@${effort}`);
		if (fitted && parameters.prior.step !== null) expect([...abilityOf(parameters, candidate).mean]).toEqual([...fitted.mean]);
	});

	it('and is as long as it thinks: the more by default, the longer', () => {
		const length = (id: string) =>
			estimateOutput(parameters, request, all.find((one) => one.catalogId === id && one.effort === null)!, 0.7).outputTokens.mean;
		expect(length('claude-opus-5')).toBeGreaterThan(length('claude-opus-5-5'));
		expect(length('gpt-5.6-luna')).toBeGreaterThan(length('gpt-5.4'));
	});
});
