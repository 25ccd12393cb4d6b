import { expect, test } from 'vitest';
import { named, unpricedInWords, usableInWords } from '../../../../src/app/models/words.ts';
import { candidate } from '../fakes.ts';

test('a report says the name of its endpoint once', () => {
	expect(named('OpenAI', 'works: 10 models, answered in 0.4 s')).toBe('OpenAI works: 10 models, answered in 0.4 s');
	expect(named('OpenAI', 'OpenAI did not accept the key.')).toBe('OpenAI did not accept the key.');
	expect(named('127.0.0.1:9', 'The connection to 127.0.0.1:9 failed.')).toBe('127.0.0.1:9: The connection to 127.0.0.1:9 failed.');
});

test('no usable model is said with what to do', () => {
	expect(usableInWords(0)).toMatch(/^No model is usable yet\. Set an API key, add an endpoint, or start Ollama/);
	expect([1, 2].map(usableInWords)).toEqual(['1 model is usable.', '2 models are usable.']);
});

test('models that cannot be used for want of a price are said, each once', () => {
	const paid = { local: false, prices: null };
	const free = { input: 0, output: 0, cachedInput: 0, cacheWrite: 0 };
	expect(
		unpricedInWords([candidate('a/b'), candidate('a/c', { local: false, prices: free }), candidate('a/d', { ...paid, included: true })]),
	).toBe('');
	expect(unpricedInWords([candidate('a/b', paid), candidate('a/b@high', { ...paid, effort: 'high' })])).toMatch(/^b has no known price/);
	expect(unpricedInWords([candidate('a/b', paid), candidate('a/c', paid)])).toMatch(
		/^2 of its models have no known price .* routoo\.prices\.$/,
	);
});
