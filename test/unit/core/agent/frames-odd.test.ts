import { describe, expect, test } from 'vitest';
import { isSummarised, userRequests } from '../../../../src/core/agent/user-request.ts';
import type { Message, UserMessage } from '../../../../src/core/message/message.ts';
import { assistant, call, result, system, user, wrapped } from './talk.ts';

const IMAGE = { type: 'image', mediaType: 'image/png', data: 'AA==' } as const;
const parts = (...all: readonly (string | typeof IMAGE)[]): UserMessage => ({
	role: 'user',
	parts: all.map((one) => (typeof one === 'string' ? { type: 'text', text: one } : one)),
});
const reminder = (text: string) => `<system-reminder>\n${text}\n</system-reminder>`;
const words = (...messages: readonly Message[]) => userRequests(messages).map(({ text }) => text);
const CLAUDE = system('You are Claude Code, x.');
const CODEX = system('You are Codex, x.');
const OPENCODE = system('You are opencode, x.');
const BEGUN = [CLAUDE, parts(reminder('date'), 'Fix it')];

describe('a wrapping that somebody pasted', () => {
	test('takes no other message from the user', () => {
		const [fix, till] = [user('Fix the cart'), user('Now the till')];
		expect(words(system(), fix, assistant('ok'), user('<user_query>x</user_query>'), assistant('k'), till)).toEqual([
			'Fix the cart',
			'x',
			'Now the till',
		]);
		expect(words(user('<user_request>\nfoo\n</user_request>'), assistant('ok'), till)).toEqual(['foo', 'Now the till']);
	});

	test('is none where an editor wrote it', () => {
		expect(words(system(), wrapped('Fix it'), assistant('ok'), user('Mark it as done.'))).toEqual(['Fix it']);
		const info = user('<environment_info>\nLinux\n</environment_info>');
		expect(words(system(), info, user('<userRequest>\nFix it\n</userRequest>'), assistant('ok'), user('Mark it.'))).toEqual(['Fix it']);
	});
});

test.each([
	['You are Roo, a kangaroo.', '# Title\nWrite this'],
	['You are Kilo, a bot.', '[x] tick this'],
])('%s that is no client reads %j whole', (name, said) => {
	expect(words(system(name), user(said))).toEqual([said]);
});

describe('what Claude Code says by itself is no request', () => {
	test.each([
		['a hook', assistant('Done.'), user('Stop hook feedback:\n- [check]: two tests fail')],
		['an answer cut off', assistant('And so'), user('Your response was cut off because it exceeded the output token limit. Go on.')],
		['an agent beside it', assistant('Ok.'), user('<teammate-message teammate_id="b">\nhello\n</teammate-message>')],
		['a skill', result('a'), user('Base directory for this skill: /s/review\n\nReview in three steps.')],
		['an image', result('a'), user('[Image: original 4000x3000, displayed at 2000x1500.]')],
	])('%s', (_what, before, said) => {
		expect(words(...BEGUN, call('a'), ...(before.role === 'tool' ? [] : [result('a')]), before, said)).toEqual(['Fix it']);
	});

	test('the same as the first words is the user’s', () => {
		for (const said of ['Stop hook feedback: what is it?', 'Base directory for this skill: why?', '[Image: source] is shown, why?'])
			expect(words(CLAUDE, user(said))).toEqual([said]);
	});

	test('a head in the same text as the words goes', () => {
		expect(words(...BEGUN, assistant('x'), user('[Request interrupted by user]\nStop that'))).toEqual(['Fix it', 'Stop that']);
	});
});

test('words beside a picture are read although they look like a block', () => {
	const said = '<instructions>\nDraw it\n</instructions>';
	expect(words(CLAUDE, parts(reminder('date'), IMAGE, said))).toEqual([said]);
	expect(words(CLAUDE, parts(reminder('date'), IMAGE))).toEqual(['']);
	expect(words(CODEX, parts('<image name=[Image #1]>', IMAGE, '</image>', 'See it'))).toEqual(['See it']);
});

test('a picture that a tool gave is no request', () => {
	expect(words(...BEGUN, call('a'), result('a'), parts(IMAGE))).toEqual(['Fix it']);
	const shown = parts('Attached media from tool result:', IMAGE);
	expect(words(OPENCODE, user('Fix it'), call('a'), result('a'), shown)).toEqual(['Fix it']);
});

test('Codex tells of a review by itself', () => {
	const told = user('<user_action>\n  <context>User initiated a review task.</context>\n</user_action>');
	expect(words(CODEX, user('Fix it'), assistant('ok'), told, assistant('A finding.'), user('Fix that'))).toEqual(['Fix it', 'Fix that']);
});

test('opencode: who asks what was done in the middle of it is the user', () => {
	const talk = [OPENCODE, user('Fix it'), assistant('ok'), user('What did we do so far?'), assistant('A cart.')];
	expect(words(...talk)).toEqual(['Fix it', 'What did we do so far?']);
	expect(isSummarised(talk)).toBe(false);
});
