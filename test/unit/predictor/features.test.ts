import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { extractFeatures, FEATURE_NAMES, letteredOptions } from '../../../src/predictor/features.ts';
import { encoderText, isFollowUp, subjectText } from '../../../src/predictor/request-text.ts';
import { TASK_KINDS, taskKind } from '../../../src/predictor/task-kind.ts';
import { chat } from './model-folder.ts';

const value = (text: string, name: string) => extractFeatures(chat(text))[FEATURE_NAMES.indexOf(name)];
const talk = (text: string, first: string, answer = 'Shall I?') =>
	chat(text, {
		history: [
			{ role: 'user', content: first },
			{ role: 'assistant', content: answer },
		],
	});

describe('features', () => {
	it('are finite, of about unit size and one a name, for any text', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary', maxLength: 3000 }), (text) => {
				const features = extractFeatures(chat(text));
				expect(features).toHaveLength(FEATURE_NAMES.length);
				expect(features.every((feature) => feature >= 0 && feature <= 4)).toBe(true);
			}),
		);
		expect(new Set(FEATURE_NAMES).size).toBe(FEATURE_NAMES.length);
	});

	it('see cues in the languages people write in', () => {
		for (const text of [
			'prove it',
			'Beweise, dass es stimmt',
			'démontre la propriété',
			'докажи теорему',
			'证明这个算法',
			'この定理を証明して',
		]) {
			expect(value(text, 'proof'), text).toBe(1);
		}
		expect(value('rename the variable', 'proof')).toBe(0);
		expect(value('fix the data race in the cache', 'concurrency')).toBe(1);
	});

	it('count lettered options only where they run from A', () => {
		expect(letteredOptions('Which one?\nA. one\nB. two\nC. three\nD. four').count).toBe(4);
		expect(letteredOptions('(A) x\n(B) y\n(C) z').count).toBe(3);
		expect(letteredOptions('see section B. and appendix C. of the manual').count).toBe(0);
		expect(letteredOptions('A. one\nB. two').count).toBe(0);
	});

	it('tell scripts and gibberish from words', () => {
		expect(value('напиши функцию', 'non-latin letters')).toBeGreaterThan(0.5);
		expect(value('sdfgh wrtpq zxcvb', 'unpronounceable')).toBe(1);
		expect(value('write a function', 'unpronounceable')).toBe(0);
		expect(value(' \n ', 'empty')).toBe(1);
	});
});

describe('request text', () => {
	it('is the message itself where there is no context', () => {
		expect(encoderText(chat('explain this regex'))).toBe('explain this regex');
	});

	it('puts the subject before a short follow-up, and its words last', () => {
		const text = encoderText(talk('yes, do it', 'could you shard the session store without downtime?'));
		expect(text.startsWith('could you shard')).toBe(true);
		expect(text.endsWith('yes, do it')).toBe(true);
	});

	it('goes back past earlier follow-ups', () => {
		const request = chat('go on', {
			history: [
				{ role: 'user', content: 'prove that the queue below is linearizable under the C++ memory model' },
				{ role: 'assistant', content: 'Step one.' },
				{ role: 'user', content: 'continue' },
				{ role: 'assistant', content: 'Step two.' },
			],
		});
		expect(subjectText(request)).toContain('linearizable');
	});

	it('takes thanks for what they are', () => {
		expect(isFollowUp(talk('thanks!', 'prove the theorem'))).toBe(false);
		for (const text of [
			'thanks, perfect!',
			"ok thanks, that's all",
			'Great, thank you very much!',
			'Vielen Dank!',
			"merci, c'est bon",
			'muchas gracias',
			'muito obrigado!',
			'большое спасибо',
			'谢谢你！',
			'ありがとうございました',
			'감사합니다!',
			'grazie mille',
		])
			expect(isFollowUp(talk(text, 'prove the theorem')), text).toBe(false);
		for (const text of [
			'great, go on',
			'thanks, now the proof',
			'perfect, do it',
			'ok',
			'nice, but it still fails',
			'danke, und jetzt in Go?',
		])
			expect(isFollowUp(talk(text, 'prove the theorem')), text).toBe(true);
		expect(taskKind(talk("ok thanks, that's all for today", 'prove the theorem'))).toBe('chat');
		expect(isFollowUp(talk('no, that broke the build', 'move the package'))).toBe(true);
		expect(isFollowUp(talk('нет, всё равно падает', 'исправь'))).toBe(true);
		expect(isFollowUp(chat('yes'))).toBe(false);
	});

	it('adds the head of the selection to a short message', () => {
		const selection = { kind: 'selection', path: 'a.py', language: 'python', content: 'def f():\n    pass', range: null } as const;
		expect(encoderText(chat('explain this', { attachments: [selection] }))).toBe('explain this\npython\ndef f():\npass');
	});

	it('keeps head and tail of a long text, bounded', () => {
		const text = encoderText(chat(`first words ${'filler text '.repeat(20_000)} last words`));
		expect(text.startsWith('first words')).toBe(true);
		expect(text.endsWith('last words')).toBe(true);
		expect(text.length).toBeLessThan(2500);
	});
});

describe('task kind', () => {
	it('names what is asked for', () => {
		const kinds: Record<string, string> = {
			'hello there': 'chat',
			'explain what a closure is': 'explain',
			'write a function that sorts numbers': 'write',
			'fix this error: x is not a function': 'fix',
			'refactor this service': 'refactor',
			'write a unit test for the parser': 'test',
			'our tests are flaky on CI': 'debug',
			'review my change': 'review',
			'design a multi-tenant queue': 'design',
			'prove that it terminates': 'math',
			'rename x to y': 'edit',
			'git 怎么查看状态': 'question',
			안녕하세요: 'chat',
			'Which?\nA. a\nB. b\nC. c': 'question',
		};
		for (const [text, kind] of Object.entries(kinds)) expect(taskKind(chat(text)), text).toBe(kind);
	});

	it('takes no request with a file for small talk', () => {
		const attachments = [{ kind: 'file', path: 'a.ts', language: 'typescript', content: 'const a = 1;', range: null }] as const;
		expect(taskKind(chat('optimize it'))).toBe('refactor');
		expect(taskKind(chat('', { attachments }))).toBe('question');
		expect(taskKind(chat('any ideas?', { attachments }))).toBe('question');
		expect(taskKind(chat('hello', { attachments }))).toBe('chat');
	});

	it('is one of the set for any text', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary' }), (text) => {
				expect(TASK_KINDS).toContain(taskKind(chat(text)));
			}),
		);
	});
});
