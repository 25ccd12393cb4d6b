import { expect, test } from 'vitest';
import { readCompare } from '../../../../src/app/agent/participant/compare-names.ts';
import { candidate } from '../fakes.ts';

const models = [
	candidate('anthropic/claude-haiku-4-5', { displayName: 'Claude Haiku 4.5' }),
	candidate('anthropic/claude-sonnet-4-5', { displayName: 'Claude Sonnet 4.5' }),
	candidate('anthropic/claude-sonnet-4-5@high', {
		wireModel: 'claude-sonnet-4-5',
		displayName: 'Claude Sonnet 4.5 (high)',
		effort: 'high',
	}),
	candidate('openrouter/openai/gpt-5-mini', { wireModel: 'openai/gpt-5-mini', displayName: 'GPT-5 mini' }),
	candidate('openai/gpt-5-mini', { displayName: 'GPT-5 mini' }),
	candidate('ollama/qwen2:7b', { displayName: 'qwen2:7b' }),
	candidate('ollama/qwen2:72b', { displayName: 'qwen2:72b' }),
];
const read = (text: string) => {
	const found = readCompare(text, models);
	return found.kind === 'ask' ? [found.models?.map(({ id }) => id) ?? null, found.question] : found.words;
};

test.each([
	['Claude Haiku 4.5 vs GPT-5 mini: why?', ['anthropic/claude-haiku-4-5', 'openrouter/openai/gpt-5-mini'], 'why?'],
	['haiku vs sonnet: why?', ['anthropic/claude-haiku-4-5', 'anthropic/claude-sonnet-4-5'], 'why?'],
	['haiku vs. "Claude Sonnet 4.5 (high)": why?', ['anthropic/claude-haiku-4-5', 'anthropic/claude-sonnet-4-5@high'], 'why?'],
	['qwen2:7b versus qwen2:72b: a: b?', ['ollama/qwen2:7b', 'ollama/qwen2:72b'], 'a: b?'],
	['"qwen2:7b" against `gpt 5 mini`\nline one\nline two', ['ollama/qwen2:7b', 'openrouter/openai/gpt-5-mini'], 'line one\nline two'],
	['openai/gpt-5-mini vs haiku: x', ['openai/gpt-5-mini', 'anthropic/claude-haiku-4-5'], 'x'],
	['haiku vs sonnet', ['anthropic/claude-haiku-4-5', 'anthropic/claude-sonnet-4-5'], ''],
	['haiku vs sonnet:', ['anthropic/claude-haiku-4-5', 'anthropic/claude-sonnet-4-5'], ''],
	['What is better, tabs vs spaces: explain', null, 'What is better, tabs vs spaces: explain'],
	['explain the difference of a mutex versus a haiku: in short', null, 'explain the difference of a mutex versus a haiku: in short'],
	['sort this list', null, 'sort this list'],
	['', null, ''],
])('%j', (text, ids, question) => {
	expect(read(text)).toEqual([ids, question]);
});

test.each([
	['haiku vs gpt-9: x', 'No model is called "gpt-9"'],
	['qwen2 vs haiku: x', '"qwen2" could be qwen2:7b, qwen2:72b'],
	['haiku vs claude haiku: x', 'cannot be compared with itself'],
])('%j is unclear: %s', (text, words) => {
	expect(read(text)).toContain(words);
});

test('hostile texts take no time', () => {
	for (const text of ['a vs '.repeat(50_000), 'vs '.repeat(90_000), `${' '.repeat(100_000)}vs`, `"${'a'.repeat(100_000)}`])
		readCompare(text, models);
});
