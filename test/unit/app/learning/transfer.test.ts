import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LearnedRunShapes } from '../../../../src/app/agent/learned-runs.ts';
import { Learned } from '../../../../src/app/completion/learned.ts';
import { KeptLengths } from '../../../../src/app/learned-lengths.ts';
import { exportLearned, importLearned, MOST_BYTES, readLearned, type TransferParts } from '../../../../src/app/learning/transfer.ts';
import { Trials } from '../../../../src/app/learning/trials.ts';
import { RoutooError } from '../../../../src/core/base/errors.ts';
import { PRIOR_ACCEPTANCE_WEIGHTS } from '../../../../src/core/completion/routing/prior-weights.ts';
import { ConversationCaches } from '../../../../src/core/gateway/conversation-cache.ts';
import { engineStates, type StateHouse } from '../../../support/stores/states.ts';
import { shipped } from '../../core/model/shipped.ts';
import { ask, qualityOf, SetTime, windowOn } from './learning-bench.ts';

function partsOn(house: StateHouse): TransferParts & { readonly lengths: KeptLengths['kept'] } {
	const log = () => {};
	const state = house.state();
	const learned = new Learned({
		...{ signals: house.signals(), state, head: PRIOR_ACCEPTANCE_WEIGHTS, catalog: shipped, clock: new SetTime(), log },
	});
	return {
		answers: windowOn(house, new SetTime()),
		completions: {
			current: () => learned.acceptance.snapshot(),
			parse: (raw) => (learned.canReplace(raw) ? raw : null),
			replace: (belief) => learned.replace(belief),
		},
		lengths: new KeptLengths(state, log).kept,
		runs: new LearnedRunShapes({ state, candidates: () => [], log }).kept,
		trials: new Trials({ state, share: () => 0.03, caches: new ConversationCaches(), log }).kept,
		now: () => Date.UTC(2026, 10, 29),
	};
}

async function taught(): Promise<TransferParts> {
	const parts = partsOn(engineStates());
	for (let n = 0; n < 5; n++) {
		ask(parts.answers, `r${n}`);
		await parts.answers.noted(`r${n}`, 'thumbDown');
	}
	await parts.trials.replace({ requests: 40, tried: 1 });
	await parts.lengths.replace({ 'kind fix': { mean: 0.5, variance: 0.05, seen: 9 } });
	return parts;
}

test('what one computer learned, another one believes after the import, and it goes on learning', async () => {
	const from = await taught();
	const text = exportLearned(from);
	const house = engineStates();
	const to = partsOn(house);
	ask(to.answers, 'own');
	await to.answers.noted('own', 'thumbUp');
	await importLearned(readLearned(text, to), to);
	expect(qualityOf(to.answers)).toBeCloseTo(qualityOf(from.answers), 10);
	expect(to.answers.count()).toBe(5);
	expect(JSON.parse(exportLearned(to))).toEqual(JSON.parse(text));
	// Also for another window, and after a restart.
	const later = windowOn(house, new SetTime());
	await later.load();
	expect(later.count()).toBe(5);
	ask(later, 'next');
	await later.noted('next', 'thumbDown');
	expect(later.count()).toBe(6);
});

test('an export holds names of models and numbers', async () => {
	const file = JSON.parse(exportLearned(await taught()));
	expect(Object.keys(file)).toEqual(['format', 'version', 'exportedAt', 'answers', 'completions', 'lengths', 'runs', 'trials']);
	expect(JSON.stringify(file)).not.toMatch(/r0|requestId/);
});

const refused = (text: string, parts: TransferParts): string => {
	try {
		readLearned(text, parts);
	} catch (error) {
		if (RoutooError.is(error, 'invalidInput')) return `${error.message} ${error.nextStep}`;
		throw error;
	}
	return 'read';
};

test('any other file is refused in words, and nothing is changed', async () => {
	const parts = await taught();
	const good = JSON.parse(exportLearned(parts));
	const before = exportLearned(parts);
	const bad: readonly [string, string][] = [
		['', 'It is no JSON.'],
		['{"format":', 'It is no JSON.'],
		['null', 'does not hold'],
		['[]', 'does not hold'],
		['{}', 'does not hold'],
		['"x"', 'does not hold'],
		[' '.repeat(MOST_BYTES + 1), 'larger than'],
		[JSON.stringify({ ...good, format: 'other' }), 'does not hold'],
		[JSON.stringify({ ...good, version: 2 }), 'Update Routoo'],
		[JSON.stringify({ ...good, version: 0 }), 'Export it again'],
		[JSON.stringify({ ...good, answers: { version: 1 } }), '"answers" is damaged'],
		[JSON.stringify({ ...good, answers: { ...good.answers, signals: -1 } }), '"answers" is damaged'],
		[JSON.stringify({ ...good, completions: { format: 9 } }), '"completions" is damaged'],
		[JSON.stringify({ ...good, lengths: { x: { mean: 1e9, variance: 1, seen: 1 } } }), '"lengths" is damaged'],
		[JSON.stringify({ ...good, runs: 7 }), '"runs" is damaged'],
		[JSON.stringify({ ...good, trials: { requests: -1, tried: 0 } }), '"trials" is damaged'],
	];
	for (const [text, words] of bad)
		expect([text.slice(0, 80), refused(text, parts)]).toEqual([text.slice(0, 80), expect.stringContaining(words)]);
	expect(exportLearned(parts)).toBe(before);
});

test('no JSON whatever throws anything but words, and names of a prototype change no object', async () => {
	const parts = await taught();
	fc.assert(
		fc.property(fc.json(), (text) => {
			expect(refused(text, parts)).not.toBe('');
		}),
	);
	const good = exportLearned(parts).replace('"levels": {', '"levels": { "__proto__": { "mean": 1, "variance": 1, "seen": 1, "at": 0 },');
	refused(good, parts);
	expect(({} as { mean?: number }).mean).toBeUndefined();
});
