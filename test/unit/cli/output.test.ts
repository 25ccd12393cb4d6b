import { describe, expect, it } from 'vitest';
import { routedText } from '../../../src/cli/output.ts';
import { presetWeights } from '../../../src/core/routing/presets.ts';
import { route } from '../../../src/core/routing/route.ts';
import { AUTO, NO_LIMITS } from '../../../src/core/routing/types.ts';
import { candidate, predicted, prediction, prices } from '../core/routing/support.ts';

const candidates = [
	candidate('a', { displayName: 'Short', prices: prices(0.1, 0.2) }),
	candidate('b', { displayName: 'A model with a name of thirty-', recipient: 'A recipient of some length', prices: prices(300, 900) }),
	candidate('c', { displayName: 'Free at home', local: true, prices: null }),
];

function table(means: readonly number[], columns: number): string[] {
	const predicts = prediction(candidates.map(({ id }, i) => predicted(id, means[i] ?? 0)));
	const request = { kind: 'chat', text: '', history: [], attachments: [], language: null, needs: { tools: false, vision: false } } as const;
	const decision = route({
		candidates,
		prediction: predicts,
		needs: request.needs,
		limits: NO_LIMITS,
		weights: presetWeights('best'),
		cache: null,
		choice: AUTO,
		now: 0,
	});
	return routedText({ request, prediction: predicts, decision }, true, columns).split('\n');
}

describe('table of the command line', () => {
	it.each([80, 90, 100])('fits %i columns, its figures stand in line', (columns) => {
		for (const means of [
			[0.2, 0.999, 0.1],
			[0.96, 0.97, 0.999],
			[0.003, 0.5, 0.004],
		]) {
			const lines = table(means, columns);
			for (const line of lines) expect(line.length, line).toBeLessThanOrEqual(columns);
			const head = lines.findIndex((line) => line.includes('why not'));
			const end = (lines[head] ?? '').indexOf('wait') + 'wait'.length;
			for (const line of lines.slice(head + 2, head + 5)) expect(line.slice(0, end)).toMatch(/\ds?$| s$/);
		}
	});

	it('shows the whole reason of a loser where there is room', () => {
		expect(table([0.96, 0.97, 0.1], 110).join('\n')).toMatch(/quality 1 % higher for \$0\.\d+ more$/m);
	});
});
