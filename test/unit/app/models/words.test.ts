import { expect, test } from 'vitest';
import { goneName, lookedInWords, named, usableInWords } from '../../../../src/app/models/words.ts';

test('a report says the name of its endpoint once', () => {
	expect(named('OpenAI', 'works: 10 models, answered in 0.4 s', true)).toBe('OpenAI works: 10 models, answered in 0.4 s');
	expect(named('OpenAI', 'OpenAI did not accept the key.')).toBe('OpenAI did not accept the key.');
	expect(named('127.0.0.1:9', 'The connection to 127.0.0.1:9 failed.')).toBe('127.0.0.1:9: The connection to 127.0.0.1:9 failed.');
});

test('no usable model is said with what to do', () => {
	expect(usableInWords(0)).toMatch(/^No model is usable yet\. Set an API key, add an endpoint, or start Ollama/);
	expect([1, 2].map(usableInWords)).toEqual(['1 model is usable.', '2 models are usable.']);
});

test('that no local server answers is said, and what to do', () => {
	expect(lookedInWords(0, false)).toMatch(
		/^No model is usable yet\. No local server answers at its usual port \(Ollama 11434.*start one and look again/,
	);
	expect(lookedInWords(3, false)).toMatch(/^3 models are usable\. No local server answers/);
	expect(lookedInWords(3, true)).toBe('3 models are usable.');
	expect(lookedInWords(0, null)).toMatch(/are not looked for \(routoo\.discoverLocalServers is off\)\. To go on, set an API key/);
});

test('a model that is gone is called what its server called it', () => {
	expect(goneName('gguf/tiny-talker')).toBe('tiny-talker');
	expect(goneName('openrouter/qwen/qwen3:8b')).toBe('qwen/qwen3:8b');
	expect(goneName('odd')).toBe('odd');
	expect(goneName('gone/')).toBe('gone/');
});
