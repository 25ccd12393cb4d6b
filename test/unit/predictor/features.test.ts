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

	it('see them in Polish, Turkish and Italian too, and say what kind of task it is', () => {
		for (const text of ['udowodnij twierdzenie', 'bu teoremi kanıtla', 'dimostra il teorema']) expect(value(text, 'proof'), text).toBe(1);
		for (const text of ['znajdź wyścig i zakleszczenie', 'eşzamanlı erişim', 'accesso concorrente'])
			expect(value(text, 'concurrency'), text).toBe(1);
		const commit = 'small writing task';
		expect(value('düzeltilen bir yazım hatası için commit mesajı yaz', commit)).toBe(1);
		expect(value('scrivi un messaggio di commit', commit)).toBe(1);
	});

	it('do not change with politeness, capitals, the end, blanks, emphasis, or a file that nothing speaks of', () => {
		const texts = ['write a regex that matches an IPv4 address', 'prove that quicksort terminates', 'rename x to y', 'what does ls do'];
		for (const text of texts) {
			const plain = [...extractFeatures(chat(text))];
			const capital = `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
			const forms = [
				`${text}.`,
				`${text} ?`,
				`${text}…\n`,
				` ${text}`,
				capital,
				`Please ${text}`,
				`Hi! Could you ${text}`,
				`${text} Thanks!`,
				`${text}, please`,
				`Hi there! ${text}`,
				`Good morning, could you please ${text}`,
				`Hey, quick question: ${text}`,
				`Hello!\n\n${text}`,
				`buongiorno, ${text}`,
				`${text}\n\nBest regards`,
				`*${text}*`,
			];
			for (const form of forms) expect([...extractFeatures(chat(form))], form).toEqual(plain);
			const attachments = [{ kind: 'file', path: '.gitignore', language: 'ignore', content: 'dist/', range: null }] as const;
			expect([...extractFeatures(chat(text, { attachments }))], text).toEqual(plain);
		}
	});

	it('of a thread count for what goes back to it alone', () => {
		const alone = [...extractFeatures(chat('what does ls do'))];
		expect([...extractFeatures(talk('what does ls do', 'prove that the queue is linearizable'))]).toEqual(alone);
		const index = FEATURE_NAMES.indexOf('proof');
		expect(extractFeatures(talk('do the same for the other one', 'prove that the queue is linearizable'))[index]).toBe(1);
	});

	it('tell a message that points at nothing', () => {
		for (const text of ['fix this file', 'resolve JIRA-4411', 'close #1234', 'make it look as in the screenshot', 'explain the function'])
			expect(value(text, 'points at nothing'), text).toBe(1);
		for (const text of ['what does ls do', 'fix this file:\nconst a = 1;', 'write a regex that matches an IPv4 address'])
			expect(value(text, 'points at nothing'), text).toBe(0);
		const attachments = [{ kind: 'file', path: 'a.ts', language: 'typescript', content: 'const a = 1;', range: null }] as const;
		const index = FEATURE_NAMES.indexOf('points at nothing');
		expect(extractFeatures(chat('fix this file', { attachments }))[index]).toBe(0);
		expect(extractFeatures(talk('fix this file', 'write a parser'))[index]).toBe(0);
	});

	it('see a cue through one typo, and take no other word for one', () => {
		for (const text of ['fix the dedalock', 'fix the deadlok', 'fix the deadllock', 'a lock in a mutx and concurernt'])
			expect(value(text, 'concurrency'), text).toBe(1);
		for (const text of ['three planets', 'identify the treatment', 'driven by training'])
			expect([value(text, 'security'), value(text, 'greeting'), value(text, 'low level')], text).toEqual([0, 0, 0]);
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
			'dimostra che la coda è corretta': 'math',
			'napraw wyciek pamięci w serwisie': 'debug',
			'bu testi düzelt': 'fix',
			'rinomina la variabile x': 'edit',
			'zaprojektuj rozproszoną bazę danych': 'design',
			'kilitsiz bir kuyruk yaz': 'write',
			'buongiorno, come stai?': 'chat',
			'what is generated here': 'explain',
			안녕하세요: 'chat',
			'Which?\nA. a\nB. b\nC. c': 'question',
		};
		for (const [text, kind] of Object.entries(kinds)) expect(taskKind(chat(text)), text).toBe(kind);
	});

	it('is that of the right spelling, and that of the question inside fixed text', () => {
		expect(taskKind(chat('Explan wy this asnc genrator leks memry'))).toBe(taskKind(chat('Explain why this async generator leaks memory')));
		expect(taskKind(chat('refcator the service'))).toBe('refactor');
		expect(taskKind(chat('optimze the service'))).toBe('refactor');
		const around = 'The harbour lies in the east of the town and was dug by hand. '.repeat(40);
		expect(taskKind(chat(`${around}\nrename x to y\n${around}`))).toBe('edit');
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
