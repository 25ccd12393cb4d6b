import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { GatewayRequest } from '../../../../src/core/gateway/types.ts';
import { textMessage } from '../../../../src/core/message/message.ts';
import { isReadableTask, isWorthReading, mostForReading, type Open, plausible } from '../../../../src/core/reading/when.ts';
import { bench, LOCAL, MINI, OPUS, prompt } from '../gateway/support.ts';
import { withBasis } from './support.ts';

const ISSUE = 'Parsing a date with a time zone loses the offset. '.repeat(6);
const OPEN: readonly Open[] = [
	{ expected: 20_000, quality: 0.7 },
	{ expected: 300_000, quality: 0.9 },
];
const CENT = 10_000;

function request(over: Partial<GatewayRequest> = {}, text = ISSUE, tools = true): GatewayRequest {
	const { input } = bench([MINI, OPUS, LOCAL], {});
	return { ...input, purpose: 'agent', route: { ...input.route, text, needs: { tools, vision: false } }, prompt: prompt(text), ...over };
}

describe('what is worth a reading', () => {
	test('the beginning of a dear run, and a dear message about code', () => {
		expect(isWorthReading(request(), withBasis(), OPEN, 5 * CENT)).toBe(true);
		expect(isWorthReading(request({ purpose: 'chat' }, ISSUE, false), withBasis(), OPEN, 5 * CENT)).toBe(true);
		// Of an issue whose words name no kind.
		expect(isWorthReading(request(), withBasis(undefined, { taskKind: 'question' }), OPEN, 5 * CENT)).toBe(true);
	});

	const toolResult = { role: 'tool', parts: [{ type: 'toolResult', callId: 'a', name: 'read', content: [], isError: false }] } as const;
	test.each<[string, GatewayRequest, Parameters<typeof withBasis>[1]]>([
		['a completion', request({ purpose: 'completion' }), {}],
		['a background request', request({ purpose: 'background' }), {}],
		['a reading itself', request({ purpose: 'reading' }), {}],
		['a model that the user named', request({ choice: { kind: 'user', candidateId: OPUS.id } }), {}],
		['the only candidate', request({ candidates: [OPUS] }), {}],
		['small talk', request({}, 'Hello there, good morning!'), {}],
		['a short task', request({}, 'Fix the typo in the readme.'), {}],
		['no code work', request(), { taskKind: 'math' }],
		['a question of the chat', request({ purpose: 'chat' }, ISSUE, false), { taskKind: 'question' }],
		['a later step', request({ takeover: 'upward' }), {}],
		[
			'a step with results, behind which the client put a note of its own',
			request({
				prompt: {
					...prompt(ISSUE),
					messages: [textMessage('user', ISSUE), toolResult, textMessage('user', '<reminder>Use tools.</reminder>')],
				},
			}),
			{},
		],
		['a step with results', request({ prompt: { ...prompt(ISSUE), messages: [textMessage('user', ISSUE), toolResult] } }), {}],
	])('not %s', (_, asked, over) => {
		expect(isWorthReading(asked, withBasis(undefined, over), OPEN, 0)).toBe(false);
	});

	test('not where nothing stands behind the prediction, where it is cheap, or where no choice is left', () => {
		const { basis, ...rough } = withBasis();
		expect(isWorthReading(request(), rough, OPEN, 0)).toBe(false);
		expect(isWorthReading(request(), withBasis(), OPEN, 31 * CENT)).toBe(false);
		const oneBest = [OPEN[0]!, { expected: 300_000, quality: 0.6 }, { expected: null, quality: 0.99 }];
		expect(isWorthReading(request(), withBasis(), oneBest, 0)).toBe(false);
		expect(isWorthReading(request(), withBasis(), [], 0)).toBe(false);
	});

	test('a new task of the same conversation', () => {
		const messages = [textMessage('user', 'Look at the parser.'), toolResult, textMessage('user', `<context>x</context>\n${ISSUE}`)];
		expect(isWorthReading(request({ prompt: { ...prompt(ISSUE), messages } }), withBasis(), OPEN, 5 * CENT)).toBe(true);
	});

	test('a later step is no new reading, but what is known of its task holds', () => {
		expect(isReadableTask(request({ takeover: 'upward' }), withBasis())).toBe(true);
	});
});

describe('what may come out of it', () => {
	test('a reading may cost three per cent of the cheapest paid run, or of the dearest plausible message; nothing where nothing is paid', () => {
		const open = [...OPEN, { expected: 0, quality: 0.5 }, { expected: null, quality: 1 }, { expected: 900_000, quality: 0.8 }];
		const message = request({ purpose: 'chat' }, ISSUE, false);
		expect(mostForReading(request(), open)).toBe(600);
		expect(mostForReading(message, open)).toBe(9000);
		for (const asked of [request(), message]) {
			expect(mostForReading(asked, [{ expected: 0, quality: 0.5 }])).toBe(0);
			expect(mostForReading(asked, [])).toBe(0);
		}
	});

	test('of the plausible none is as good and no dearer than another, and every other is beaten by one of them', () => {
		const one = fc.record({
			expected: fc.option(fc.integer({ min: 0, max: 9 })),
			quality: fc.integer({ min: 0, max: 9 }).map((n) => n / 9),
		});
		fc.assert(
			fc.property(fc.array(one, { maxLength: 12 }), (open) => {
				const left = plausible(open);
				const beaten = (a: Open) => left.some((b) => b !== a && b.expected! <= a.expected! && b.quality >= a.quality);
				for (const a of left) expect(beaten(a)).toBe(false);
				for (const a of open) if (a.expected !== null && !left.includes(a)) expect(beaten(a)).toBe(true);
			}),
		);
	});
});
