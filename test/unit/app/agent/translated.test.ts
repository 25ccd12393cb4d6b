import { afterEach, expect, test } from 'vitest';
import { decisionWords } from '../../../../src/app/agent/participant/why.ts';
import { RoutooError } from '../../../../src/core/base/errors.ts';
import { speak } from '../../../../src/core/base/language.ts';
import { AgentBench, after, BEGIN, BIG, calls, fails, MINI } from './agent-bench.ts';

/** What is decided in a run must not hang on the English of a sentence. */

afterEach(() => speak({}));

test('how a model failed is told by its kind, in every language', async () => {
	speak({
		'{0} failed ({1}), {2} took over.': '{2} statt {0} – {1}.',
		'it failed ({0})': 'Fehler – {0}',
		'the conversation is too long for it': 'zu viel Text',
		'{0} instead of {1}': '{0} statt {1}',
	});
	const bench = new AgentBench();
	bench.candidates = [MINI, { ...BIG, contextTokens: 2 * MINI.contextTokens }];
	bench.scripts.mini = () => calls('a');
	await bench.ask(BEGIN);
	bench.scripts.mini = () => fails(new RoutooError('contextTooLong', 'Too many tokens.', 'Shorten it.'));
	bench.scripts.big = () => calls('b');
	const second = await bench.ask(after('a'));
	expect(second.lines).toEqual(['big statt mini: Fehler – zu viel Text']);
	expect(second.run!.changes).toMatchObject([{ kind: 'overflow', why: 'big statt mini – zu viel Text.' }]);
});

test('a way out is said once, in every language', async () => {
	const bench = new AgentBench({ settings: { 'routoo.localOnly': true } });
	bench.candidates = [MINI, BIG];
	const english = await bench.ask(BEGIN);
	expect(english.words).toMatch(/^Routoo sent nothing\. No model is allowed for this request\. .* To go on, [^.]*\.$/);
	speak({ 'Routoo sent nothing. {0}': 'Nichts gesendet. {0}', 'Then send the message again.': 'Dann erneut senden.' });
	const german = await bench.ask(BEGIN, { conversationId: 'c2' });
	expect(german.words).toMatch(/^Nichts gesendet\. /);
	expect(german.words).not.toContain('Dann erneut senden.');
});

test('what was kept of a choice is shown in the language of today', () => {
	speak({ chosen: 'gewählt', 'runner-up': 'Zweiter', cheaper: 'billiger', Model: 'Modell' });
	const row = {
		candidateId: 'a',
		recipient: 'A',
		quality: { mean: 0.9, low: 0.8, high: 0.95 },
		expectedCost: 0,
		latencyMs: 1,
		excluded: false,
	};
	const words = decisionWords({
		...{ reason: 'Best.', chosen: 'One', cost: null },
		rows: [
			{ ...row, modelName: 'One', whyNot: '', role: 'chosen' },
			{ ...row, modelName: 'Two', whyNot: 'worse', role: 'runner-up, cheaper' },
		],
	});
	expect(words).toContain('| Modell |');
	expect(words).toMatch(/\*\*One\*\* .*\| gewählt \|/);
	expect(words).toMatch(/Two .*\| Zweiter, billiger: worse \|/);
});
