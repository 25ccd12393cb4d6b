import { describe, expect, it } from 'vitest';
import { exclusionWords } from '../../../../src/core/routing/exclusion-words.ts';
import { candidate } from './support.ts';

const local = (endpointId: string) => candidate('m', { endpointId, local: true, contextTokens: 4096 });

describe('a context that is too small', () => {
	it('is named in tokens', () => {
		expect(exclusionWords('contextTooSmall', 'chat', [local('ollama')]).why).toBe(
			'this request does not fit into its context of 4,096 tokens',
		);
		const two = [local('ollama'), candidate('n', { contextTokens: 16_384 })];
		expect(exclusionWords('contextTooSmall', 'chat', two).why).toMatch(/at most 16,384 tokens$/);
		expect(exclusionWords('contextTooSmall', 'completion', [local('lmstudio')]).why).toMatch(/context of 4,096 tokens$/);
	});

	it.each([
		['ollama', /set OLLAMA_CONTEXT_LENGTH higher/],
		['lmstudio', /LM Studio with a longer context/],
		['llamacpp', /--ctx-size/],
		['vllm', /--max-model-len/],
		['my-server', /start the local server with a larger context/],
	])('and how a local server (%s) is given more', (endpointId, words) => {
		expect(exclusionWords('contextTooSmall', 'chat', [local(endpointId)]).wayOut).toMatch(words);
	});

	it('a model elsewhere cannot be given more', () => {
		expect(exclusionWords('contextTooSmall', 'chat', [candidate('m')]).wayOut).not.toMatch(/larger context|higher/);
		const whole = { ...local('ollama'), contextTokens: 131_072 };
		expect(exclusionWords('contextTooSmall', 'chat', [whole]).wayOut).not.toMatch(/OLLAMA/);
		expect(exclusionWords('notLocal', 'chat', [local('ollama')]).why).not.toMatch(/tokens/);
	});

	it('that is merely assumed is told by its user, by the setting that is named', () => {
		const assumed = { ...local('mine'), contextTokens: 8192, assumed: ['context', 'tools'] as const };
		expect(exclusionWords('contextTooSmall', 'chat', [assumed]).wayOut).toMatch(
			/"contextTokens" into the entry of its server in routoo\.endpoints \(8,192 tokens are assumed, as its server does not tell\)$/,
		);
		const { why, wayOut } = exclusionWords('noTools', 'chat', [assumed]);
		expect(why).toBe('not known to call tools');
		expect(wayOut).toMatch(/"tools": true into the entry of its server in routoo\.endpoints$/);
		expect(exclusionWords('noTools', 'chat', [assumed, candidate('n')]).why).toBe('cannot call tools');
		expect(exclusionWords('noTools', 'chat', [candidate('n')]).wayOut).not.toMatch(/routoo\.endpoints/);
	});
});
