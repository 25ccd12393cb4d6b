import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Candidate } from '../../../src/core/model/candidate.ts';
import { askedScope } from '../../../src/predictor/asked-scope.ts';
import { LENGTH_FEATURES, lengthFeatures } from '../../../src/predictor/length-features.ts';
import { estimateOutput } from '../../../src/predictor/output-length.ts';
import type { LengthHead, PredictorParameters } from '../../../src/predictor/parameters.ts';
import { issueSteps, requestLengths, runSteps } from '../../../src/predictor/request-length.ts';
import { isWrittenIssue } from '../../../src/predictor/written-issue.ts';
import { candidates, chat } from './model-folder.ts';

describe('how much is asked for', () => {
	it.each([
		['rename the prop in all 50 handlers', 50, true],
		['write twelve integration tests for this', 12, false],
		['add a docstring to our 8 public helper functions', 8, false],
		['schreibe 20 Tests für dieses Modul', 20, false],
		['donne-moi 5 exemples', 5, false],
		['dame diez ejemplos', 10, false],
		['напиши 30 тестов', 30, false],
		['写20个测试', 20, false],
		['what port does postgres use', 1, false],
		['fix line 50', 1, false],
		['upgrade to node 24.2 files', 1, false],
		['implement login across the app', 1, true],
	])('%s', (text, count, every) => expect(askedScope(text)).toEqual({ count, every }));

	it('is bounded, in number and in what is read', () => {
		expect(askedScope('write 9999 tests').count).toBe(500);
		expect(askedScope(`${'x '.repeat(2000)} 40 files ${'x '.repeat(2000)}`).count).toBe(1);
		fc.assert(fc.property(fc.string(), (text) => askedScope(text).count >= 1));
	});
});

describe('an issue that somebody wrote up', () => {
	const agent = { tools: true, vision: false };
	const title = 'Crash when the list of tags is empty';
	const body =
		'Saving an article without tags raises an error since the upgrade, although the form says that tags are optional for drafts. '.repeat(
			2,
		);

	it('is a title over a body, or has the parts of one', () => {
		expect(isWrittenIssue({ text: `${title}\n\n${body}`, needs: agent })).toBe(true);
		expect(isWrittenIssue({ text: `${body}\n\nSteps to reproduce\n1. save`, needs: agent })).toBe(true);
	});

	it('is no request in passing, and none without tools', () => {
		expect(isWrittenIssue({ text: 'rename this variable', needs: agent })).toBe(false);
		expect(isWrittenIssue({ text: body, needs: agent })).toBe(false);
		expect(isWrittenIssue({ text: `${title}\n\n${body}`, needs: { tools: false, vision: false } })).toBe(false);
	});
});

const size = LENGTH_FEATURES.length;
/** One row that reads `log count` alone, with a level. */
const row = (level: number, perCount: number): number[] => [...LENGTH_FEATURES.map((name) => (name === 'log count' ? perCount : 0)), level];
const head: LengthHead = {
	featureNames: [...LENGTH_FEATURES],
	rows: [
		{ name: 'plain', thinks: false },
		{ name: 'thinking', thinks: true },
		{ name: 'acme-1', thinks: false },
		{ name: 'acme-2-think', thinks: true },
	],
	encoder: new Float32Array(4 * (2 + size + 1)),
	features: Float32Array.from([row(5, 2), row(7, 1), row(6, 2), row(8, 1)].flat()),
	verbosity: { models: { 'wordy-1': 2 }, others: 1 },
	spread: { plain: 0.5, thinking: 0.4, model: 0.3, mean: 1 },
	runs: { slope: 0.2, middle: 7 },
};
const outputLength: PredictorParameters['outputLength'] = {
	visible: { write: 500, question: 200 },
	thinking: { none: 0, low: 500, default: 1000, high: 2000 },
	logSpread: 0.7,
	hardness: 1,
	tokensPerSecond: 60,
	firstTokenSeconds: 1,
	request: head,
};
const named = (catalogId: string, more: Partial<Candidate> = {}): Candidate => ({
	...candidates(1)[0]!,
	...{ catalogId, effort: null, reasoning: false, maxOutputTokens: null, speed: null, ...more },
});
const read = (text: string) => requestLengths({ outputLength }, null, lengthFeatures(chat(text), 'write'), 0)!;
const tokens = (candidate: Candidate, text = 'write it', stated: number | null = null) =>
	estimateOutput({ outputLength }, { kind: 'write', inputTokens: 100, stated, lengths: read(text) }, candidate, 0.8).outputTokens;

describe('length of an answer by request', () => {
	it('grows with what is counted in the request', () => {
		expect(tokens(named('other-1'), 'write 50 tests').mean).toBeGreaterThan(3 * tokens(named('other-1')).mean);
	});

	it('is a recorded model’s own as it was asked, and its kin’s in part', () => {
		expect(tokens(named('acme-1')).mean).toBe(Math.round(Math.exp(6)));
		expect(tokens(named('acme-9')).mean).toBe(Math.round(Math.exp(5.5)));
		expect(tokens(named('other-1')).mean).toBe(Math.round(Math.exp(5)));
		// Of acme-1 with an effort nobody recorded anything.
		expect(tokens(named('acme-1', { effort: 'high' })).mean).toBeGreaterThan(2 * tokens(named('acme-1')).mean);
	});

	it('holds thinking by effort and by how much the model writes elsewhere', () => {
		const [low, plain, high] = ['low', null, 'high'].map((effort) => tokens(named('other-1', { effort, reasoning: true })).mean);
		expect(low!).toBeLessThan(plain!);
		expect(plain!).toBeLessThan(high!);
		expect(tokens(named('wordy-1', { reasoning: true })).mean).toBeGreaterThan(1.5 * plain!);
		expect(tokens(named('acme-2-think')).mean).toBe(Math.round(Math.exp(8)));
	});

	it('is what the message states', () => {
		expect(tokens(named('acme-1'), 'write it', 28).mean).toBe(28);
		expect(tokens(named('other-1', { reasoning: true }), 'write it', 28).mean).toBeLessThan(
			tokens(named('other-1', { reasoning: true })).mean,
		);
	});

	it('is less certain of a model that nobody recorded', () => {
		const ratio = (candidate: Candidate): number => tokens(candidate).p90 / tokens(candidate).mean;
		expect(ratio(named('acme-1'))).toBeCloseTo(Math.exp(1.2816 * 0.5), 1);
		expect(ratio(named('other-1'))).toBeGreaterThan(ratio(named('acme-1')));
	});

	it('goes by the kind of task where the head was fitted on other features', () => {
		const old = { ...outputLength, request: { ...head, featureNames: ['one'] } };
		expect(requestLengths({ outputLength: old }, null, new Float32Array(size), 0)).toBeNull();
	});
});

describe('steps of a run by request', () => {
	it('go with the length of an issue and with what another task writes, within bounds', () => {
		expect(issueSteps(head.runs, 'x'.repeat(4000))).toBeGreaterThan(issueSteps(head.runs, 'x'.repeat(200)));
		expect(issueSteps({ slope: 9, middle: 0 }, 'x'.repeat(1e6))).toBe(3);
		expect(runSteps(read('write 50 tests'), 'write 50 tests', 150)).toBeGreaterThan(1.5 * runSteps(read('write it'), 'write it', 150));
		expect(runSteps(read('write it'), 'write it', null)).toBe(issueSteps(head.runs, 'write it'));
	});
});

describe('features of lengths', () => {
	it('are as many as their names, finite, whatever the text', () => {
		fc.assert(
			fc.property(fc.string({ maxLength: 400 }), (text) => {
				const values = lengthFeatures(chat(text), 'question');
				expect(values).toHaveLength(size);
				expect([...values].every(Number.isFinite)).toBe(true);
			}),
			{ numRuns: 60 },
		);
	});
});
