import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { recogniseKey } from '../../../../src/app/models/key-forms.ts';
import type { Endpoint } from '../../../../src/core/model/endpoint.ts';
import { BUILT_IN_ENDPOINTS } from '../../../../src/providers/built-in.ts';

const HEX = '0123456789abcdef0123456789abcdef';
const own: Endpoint = {
	...{ id: 'gateway', kind: 'openai-compatible', displayName: 'Gateway', baseUrl: 'https://gateway.example/v1' },
	...{ local: false, needsKey: true },
};

/** Vendor ids that a text is taken for: one where its form alone says so. */
function ids(text: string, endpoints: readonly Endpoint[] = BUILT_IN_ENDPOINTS): string | string[] {
	const found = recogniseKey(text, endpoints);
	if (found.kind === 'none') return found.why;
	return found.kind === 'of' ? found.endpoint.id : found.endpoints.map(({ id }) => id);
}

const MARKED: readonly (readonly [form: string, vendor: string])[] = [
	['sk-ant-api03-', 'anthropic'],
	['sk-proj-', 'openai'],
	['sk-svcacct-', 'openai'],
	['sk-or-v1-', 'openrouter'],
	['AIzaSy', 'gemini'],
	['AQ.Ab8', 'gemini'],
	['gsk_', 'groq'],
	['xai-', 'xai'],
	['csk-', 'cerebras'],
	['fw_', 'fireworks'],
	['tgp_v1_', 'together'],
];

describe('a key with the mark of its vendor', () => {
	const tail = fc.string({ unit: fc.constantFrom(...'abcdefXYZ0189_-'), minLength: 20, maxLength: 120 });

	test.each(MARKED)('%s...', (mark, vendor) => {
		fc.assert(
			fc.property(tail, (rest) => {
				const key = `${mark}${rest}`;
				expect(recogniseKey(key, BUILT_IN_ENDPOINTS)).toMatchObject({ kind: 'of', key, endpoint: { id: vendor } });
				// A server of the user's own changes nothing of it.
				expect(ids(key, [...BUILT_IN_ENDPOINTS, own])).toBe(vendor);
			}),
		);
	});

	test('is taken out of what was copied along with it', () => {
		const key = `sk-ant-api03-${HEX}`;
		for (const text of [
			` ${key}\n`,
			`"${key}",`,
			`export ANTHROPIC_API_KEY="${key}"`,
			`$env:ANTHROPIC_API_KEY = '${key}'`,
			`set -gx ANTHROPIC_API_KEY ${key}`,
			`setx ANTHROPIC_API_KEY "${key}"`,
			`ROUTOO_KEY_ANTHROPIC=${key}`,
			`"ANTHROPIC_API_KEY": "${key}",`,
			`apiKey: '${key}'`,
			`-H "x-api-key: ${key}"`,
			`"Bearer ${key}"`,
			`“${key}”`,
			`\u200b${key}\ufeff`,
			`Bearer ${key}`,
		]) {
			expect(recogniseKey(text, BUILT_IN_ENDPOINTS)).toMatchObject({ kind: 'of', key });
		}
		// The end of Base64 is a part of the key.
		for (const padded of ['Zm9vYmFy==', 'mykey==', 'ZmtleQ=']) expect(recogniseKey(padded, [own])).toMatchObject({ key: padded });
		expect(recogniseKey('OPENAI_API_KEY=Zm9v==', [own])).toMatchObject({ key: 'Zm9v==' });
	});

	test("goes to the user's own address of that vendor", () => {
		const moved = { ...own, id: 'anthropic', displayName: 'Anthropic by us' };
		expect(recogniseKey(`sk-ant-${HEX}`, [moved, ...BUILT_IN_ENDPOINTS.filter(({ id }) => id !== 'anthropic')])).toMatchObject({
			endpoint: { displayName: 'Anthropic by us' },
		});
	});
});

test('what several vendors write alike is asked, the likeliest first', () => {
	expect(ids(`sk-${HEX}`)).toEqual(['deepseek', 'qwen']);
	expect(ids(`sk-${'aB3'.repeat(16)}`)).toEqual(['moonshot', 'openai']);
	expect(ids(`sk-${'a'.repeat(20)}T3BlbkFJ${'b'.repeat(20)}`)).toBe('openai');
	expect(ids('sk-1234')).toEqual(['openai', 'deepseek', 'qwen', 'moonshot']);
	expect(ids('sk-1234', [...BUILT_IN_ENDPOINTS, own])).toContain('gateway');
	expect(ids(`${HEX}.abcdefgh12345678`)).toBe('zai');
	// Without a mark not even one candidate is sure.
	expect(ids(HEX)).toEqual(['mistral']);
	expect(ids(HEX + HEX)).toEqual(['together']);
	expect(ids('a-form-nobody-knows')).toEqual(BUILT_IN_ENDPOINTS.map(({ id }) => id));
});

test('of two accounts at a vendor the user says which, and a token of a gateway may be long', () => {
	const work = { ...own, id: 'openai-work', baseUrl: 'https://api.openai.com/v1' };
	expect(ids(`sk-proj-${HEX}`, [...BUILT_IN_ENDPOINTS, work])).toEqual(['openai', 'openai-work']);
	expect(recogniseKey('e'.repeat(3000), [own])).toMatchObject({ kind: 'among', endpoints: [own] });
});

test('two keys that lost the line between them go to nobody', () => {
	for (const first of [`sk-proj-${HEX}`, `gsk_${HEX}`]) {
		const lines = [`OPENAI_API_KEY=${first}ANTHROPIC_API_KEY=sk-ant-${HEX}`, `${first}sk-ant-${HEX}`];
		for (const text of lines) expect(ids(text)).toMatch(/^More than one key/);
	}
});

test.each(['', '  ', 'two words', 'sk-schlüssel', 'OPENAI_API_KEY=', 'OPENAI_API_KEY'])('%j is no key, and that is said', (text) =>
	expect(recogniseKey(text, BUILT_IN_ENDPOINTS)).toMatchObject({ kind: 'none', why: expect.stringMatching(/\.$/) }),
);

test.each([8000, 100_000])('a text of more than %i signs is none either', (signs) =>
	expect(ids(`sk-${'x'.repeat(signs)}`)).toMatch(/too long .* Copy the key alone\.$/),
);

test("the key of Routoo's own endpoint belongs to no vendor", () => {
	expect(ids(`routoo-${'A'.repeat(43)}`)).toContain("Routoo's own endpoint");
	// Unless the user set up another computer's.
	expect(ids(`routoo-${'A'.repeat(43)}`, [...BUILT_IN_ENDPOINTS, own])).toEqual(['gateway']);
});
