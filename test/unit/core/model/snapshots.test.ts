import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buildCandidates } from '../../../../src/core/model/build-candidates.ts';
import type { Endpoint, RemoteModel } from '../../../../src/core/model/endpoint.ts';
import { splitState, withoutSnapshots, withSnapshots } from '../../../../src/core/model/snapshots.ts';
import { shipped } from './shipped.ts';

const openai: Endpoint = {
	...{ id: 'openai', kind: 'openai', displayName: 'OpenAI', baseUrl: 'https://api.openai.com/v1', local: false, needsKey: true },
};
const listed = (id: string, more: Partial<RemoteModel> = {}): RemoteModel => ({
	...{ id, displayName: null, contextTokens: null, maxOutputTokens: null, tools: null, vision: null, prices: null, parametersB: null },
	...more,
});

const rows = (...ids: string[]) =>
	buildCandidates(
		openai,
		ids.map((id) => listed(id)),
		shipped,
	).filter(({ effort }) => effort === null);
const shown = (...ids: string[]) => withoutSnapshots(rows(...ids)).map(({ wireModel, displayName }) => [wireModel, displayName]);

describe('states of one model', () => {
	test('are read off the id, in the forms of all vendors', () => {
		const split = (id: string) => {
			const found = splitState(id);
			return found === null ? null : [found.model, found.state];
		};
		expect(
			[
				'gpt-5.4-2026-03-05',
				'claude-haiku-4-5-20251001',
				'anthropic/claude-haiku-4-5@20251001',
				'anthropic.claude-haiku-4-5-20251001-v1:0',
				'grok-4-0709',
				'mistral-large-2512',
				'mistral-large-latest',
				'gemini-2.0-flash-001',
				'gemini-2.5-flash-preview-09-2025',
				'openai/gpt-5.4-2026-03-05:free',
				'llama3.2:latest',
			].map(split),
		).toEqual([
			['gpt-5.4', '2026-03-05'],
			['claude-haiku-4-5', '20251001'],
			['anthropic/claude-haiku-4-5', '20251001'],
			['anthropic.claude-haiku-4-5:0', '20251001-v1'],
			['grok-4', '0709'],
			['mistral-large', '2512'],
			['mistral-large', 'latest'],
			['gemini-2.0-flash', '001'],
			['gemini-2.5-flash', 'preview-09-2025'],
			['openai/gpt-5.4:free', '2026-03-05'],
			['llama3.2', 'latest'],
		]);
		expect(['gpt-5.4', 'qwen3:8b', 'o3', 'phi-4', 'gpt-oss-120b', '2026-03-05', 'claude-opus-4-8'].map(split)).toEqual(Array(7).fill(null));
	});

	test('have one row: the id without a state stands for the others, else -latest', () => {
		expect(shown('gpt-5.4', 'gpt-5.4-2026-03-05')).toEqual([['gpt-5.4', 'GPT-5.4']]);
		expect(shown('gpt-5.4-2026-03-05', 'gpt-5.4')).toEqual([['gpt-5.4', 'GPT-5.4']]);
		expect(shown('gpt-5.4-2026-03-05', 'gpt-5.4-latest')).toEqual([['gpt-5.4-latest', 'GPT-5.4']]);
		// Alone it is the model, and its efforts go with it.
		expect(shown('gpt-5.4-2026-03-05')).toEqual([['gpt-5.4-2026-03-05', 'GPT-5.4']]);
		expect(withoutSnapshots(buildCandidates(openai, [listed('gpt-5.4'), listed('gpt-5.4-2026-03-05')], shipped))).toEqual(
			buildCandidates(openai, [listed('gpt-5.4')], shipped),
		);
	});

	test('are told apart by their state where nothing stands for them, or where they cost something else', () => {
		expect(shown('gpt-5.4-2026-03-05', 'gpt-5.4-2026-06-01').map(([, name]) => name)).toEqual([
			'GPT-5.4 (2026-03-05)',
			'GPT-5.4 (2026-06-01)',
		]);
		const dear = listed('gpt-5.4-2026-03-05', { contextTokens: 8000 });
		const both = withoutSnapshots(buildCandidates(openai, [listed('gpt-5.4'), dear], shipped)).filter(({ effort }) => effort === null);
		expect(both.map(({ displayName }) => displayName)).toEqual(['GPT-5.4', 'GPT-5.4 (2026-03-05)']);
	});

	test('are there for whoever names them', () => {
		const all = rows('gpt-5.4', 'gpt-5.4-2026-03-05');
		expect(all).toHaveLength(2);
		expect(withoutSnapshots(all, null, ['openai/gpt-5.4-2026-03-05']).map(({ displayName }) => displayName)).toEqual([
			'GPT-5.4',
			'GPT-5.4 (2026-03-05)',
		]);
	});

	test('never two of one name, and never none of a model', () => {
		const id = fc
			.tuple(
				fc.constantFrom('gpt-5.4', 'gpt-5.4-mini', 'grok-4', 'nobody-knows'),
				fc.constantFrom('', '-2026-03-05', '-20260305', '-0709', '-latest'),
			)
			.map((parts) => parts.join(''));
		fc.assert(
			fc.property(fc.uniqueArray(id, { minLength: 1, maxLength: 12 }), (ids) => {
				const models = ids.map((wireModel) => ({
					...{ id: `openai/${wireModel}`, wireModel, prices: null, contextTokens: 1, local: false },
					catalogId: wireModel.startsWith('nobody') ? null : (splitState(wireModel)?.model ?? wireModel),
					displayName: wireModel.startsWith('nobody') ? wireModel : (splitState(wireModel)?.model ?? wireModel),
				}));
				const left = withoutSnapshots(withSnapshots(models));
				expect(new Set(left.map(({ displayName }) => displayName)).size).toBe(left.length);
				expect(new Set(left.map(({ catalogId }) => catalogId))).toEqual(new Set(models.map(({ catalogId }) => catalogId)));
			}),
		);
	});
});
