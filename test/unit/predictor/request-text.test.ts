import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formsOf } from '../../../bench/live/forms.ts';
import type { Attachment } from '../../../src/core/message/message.ts';
import { pointsAtShown } from '../../../src/predictor/grammar.ts';
import { partMessage } from '../../../src/predictor/own-words.ts';
import { encoderText, isFollowUp, referredAttachments, subjectText } from '../../../src/predictor/request-text.ts';
import { ROOT } from '../../../training/kit/checkout.ts';
import { chat } from './model-folder.ts';

const PROSE = [
	'The harbour lies in the east of the town and was dug two centuries ago by hand.',
	'Ships came from far away with grain and salt, and the merchants built tall houses along the water.',
	'In winter the ice closed the canal for weeks, so that the inns were full of sailors who waited.',
	'Every spring a market fills the square with flowers, cheese and music from the villages nearby.',
];
const RULES = [
	'You are a careful assistant that helps developers in their editor.',
	'Always follow the conventions of the repository and keep changes small.',
	'Do not add dependencies without asking first.',
	'Run the tests before you answer, and report what failed.',
	'Use descriptive names for variables and functions.',
];

/** About so many words of fixed text. */
function fixed(sentences: readonly string[], words: number, separator: string): string {
	const text: string[] = [];
	for (let count = 0; count < words; count += text.at(-1)!.split(' ').length) text.push(sentences[text.length % sentences.length]!);
	return text.join(separator);
}

const file = (content: string, name = 'notes.txt'): Attachment => ({ kind: 'file', path: name, language: null, content, range: null });
const HARD = 'prove that the queue below is linearizable under the C++ memory model';
const talk = (text: string, ...turns: readonly string[]) =>
	chat(text, { history: turns.map((content, i) => ({ role: i % 2 === 0 ? 'user' : 'assistant', content })) });

describe('material', () => {
	it('of 300 to 1,500 words on both sides leaves the sentence that asks, in several languages', () => {
		const questions = [
			'rename x to y',
			'find why this lock-free stack corrupts under ABA and fix it',
			'what does ls do',
			'benenne die Variable x in y um',
			'почему этот стек портится, исправь',
			'把变量 x 重命名为 y',
			'znajdź wyciek pamięci w tym serwisie',
			'bu değişkenin adını y yap',
			'our tests are flaky on CI, help',
		];
		for (const sentences of [PROSE, RULES])
			for (const words of [100, 300, 600, 1500])
				for (const separator of ['\n', '\n\n'])
					for (const question of questions) {
						const around = fixed(sentences, words, ' ');
						const request = chat([around, question, around].join(separator));
						expect(encoderText(request), `${words} ${question}`).toBe(question);
						expect(subjectText(request)).toBe(question);
					}
	});

	it('on the same line is cut off where the text has full stops', () => {
		const around = fixed(PROSE, 300, ' ');
		for (const question of ['rename x to y', 'find why this lock-free stack corrupts under ABA and fix it'])
			expect(encoderText(chat(`${around} ${question} ${around}`))).toBe(question);
	});

	it('in marked blocks counts only where the message points at it; a block that holds the words of the user is the message', () => {
		const reminder = `<system-reminder>\n${fixed(RULES, 40, '\n')}\n</system-reminder>`;
		expect(encoderText(chat(`${reminder}\nrename x to y\n<context>nothing of it</context>`))).toBe('rename x to y');
		expect(encoderText(chat(`explain the code above\n<context>\nconst a = 1;\n</context>`))).toBe('explain the code above\nconst a = 1;');
		expect(encoderText(chat(`<user_info>Linux</user_info>\n<user_query>\nwhat does ls do?\n</user_query>`))).toBe('what does ls do');
		const notes = Array.from({ length: 200 }, (_, i) => `<file-note>note ${i}</file-note>`).join('\n');
		expect(encoderText(chat(`${notes}\nrename x to y`))).toBe('rename x to y');
		expect(encoderText(chat('<system-reminder>only this</system-reminder>'))).toContain('only this');
	});

	it('that was pasted stands behind the words', () => {
		const log = Array.from({ length: 40 }, (_, i) => `2026-10-04 09:12:${10 + i} WARN pool - request timed out after 30001ms`).join('\n');
		const text = encoderText(chat(`${log}\nwhich settings should I look at?`));
		expect(text.startsWith('which settings should I look at\n2026-10-04')).toBe(true);
		const code = `\`\`\`ts\n${'const value = compute(1, 2);\n'.repeat(40)}\`\`\``;
		expect(encoderText(chat(`${code}\nreview this please`)).startsWith('review this please\nconst value')).toBe(true);
		expect(partMessage(`> ${'quoted words of another person '.repeat(30)}\nis he right about the cache?`).own).toBe(
			'is he right about the cache?',
		);
	});

	it('leaves one coherent statement as it is', () => {
		const statement = `You are given an array nums of n integers. ${'A move adds one to every element of nums but one. '.repeat(12)}Return the least number of moves that makes all elements of nums equal. ${'One element of nums is left out of every move. '.repeat(12)}`;
		expect(partMessage(statement)).toEqual({ own: statement, shown: '', around: '' });
		const options = `${'The passage speaks of a harbour. '.repeat(30)}\nWhat closed it?\nA. ${'ice '.repeat(40)}\nB. war\nC. sand`;
		expect(partMessage(options).own).toBe(options);
	});

	it('is parted in bounded time, whatever it is', () => {
		const texts = ['a. ', '\n\n', '<a-b>', '<context>', '```\n', '> a\n', '**a ', '`a', 'please ', '? ', 'the harbour The '];
		for (const piece of texts) {
			const text = piece.repeat(1_000_000 / piece.length);
			const start = performance.now();
			encoderText(talk(text, text, text));
			expect(performance.now() - start, piece).toBeLessThan(1500);
		}
		fc.assert(
			fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
				expect(partMessage(text).own.trim() === '').toBe(text.trim() === '');
			}),
		);
	});
});

describe('form', () => {
	const messages = JSON.parse(readFileSync(path.join(ROOT, 'test/fixtures/editor-messages.json'), 'utf8')) as {
		level: number;
		text: string;
	}[];

	it('at the end, around it and of emphasis changes nothing', () => {
		for (const text of ['what does ls do', 'rename x to y', 'докажи теорему', '证明这个定理', 'comment copier un dossier'])
			for (const end of ['.', '?', ' ?', '!', '!!', '...', '…', '。', '？', ' \n', '\n\n'])
				expect(encoderText(chat(`  ${text}${end}`)), text + end).toBe(text);
		expect(encoderText(chat('please **rename** x to **y**'))).toBe('please rename x to y');
		for (const text of ['*rename* x to y', '_rename_ x to y', '*rename x to y*', '_rename x to y_', '**rename** x to y.'])
			expect(encoderText(chat(text)), text).toBe('rename x to y');
		for (const text of [
			'what is 2**3**2',
			'what does __init__ do',
			'explain f(*args, **kwargs)',
			'what is char *a, *b',
			'why is 2 * a * b',
		])
			expect(encoderText(chat(text))).toBe(text);
		expect(encoderText(chat('assert f(x) == ??'))).toBe('assert f(x) == ??');
	});

	it('an unrelated file changes nothing for messages that name what they are about', () => {
		const named = messages.filter(({ level, text }) => level > 0 && /^[\x20-\x7e]{30,}$/.test(text) && !pointsAtShown(text));
		expect(named.length).toBeGreaterThan(60);
		for (const { text } of named)
			for (const { name, request } of formsOf(text, 7))
				if (name === 'file') expect(encoderText(request), text).toBe(encoderText(chat(text)));
	});
});

describe('attachments', () => {
	const parser = file('export function parseHeader(line: string) {}', 'src/header.ts');

	it('count where the message points at them, names them or something in them, or says nothing else', () => {
		for (const text of [
			'',
			'review',
			'any ideas?',
			'fix this',
			'why does it fail',
			'explain the function',
			'what is wrong in header.ts',
			'make `parseHeader` faster',
			'erklär diese Datei',
			'explique ce code et cette fonction',
			'объясни этот код',
			'co robi ta funkcja?',
			'bu fonksiyon ne yapıyor?',
			'解释这个文件',
			'このファイルを説明して',
		])
			expect(referredAttachments(chat(text, { attachments: [parser] })), text).toEqual([parser]);
	});

	it('count not where it speaks of something else', () => {
		for (const text of [
			'hello',
			'what does ls do',
			'center a div',
			'define recursion',
			'2+2?',
			'günaydın, nasılsın?',
			'write a regex that matches an IPv4 address',
			'qué es un booleano',
			'implement raft leader election in go',
		])
			expect(referredAttachments(chat(text, { attachments: [parser] })), text).toEqual([]);
	});

	it('the first that is meant is taken, and it stands behind the words', () => {
		const request = chat('explain parseHeader()', { attachments: [file('root = true', '.editorconfig'), parser] });
		expect(encoderText(request)).toBe('explain parseHeader()\n\nexport function parseHeader(line: string) {}');
		const selection = { ...parser, kind: 'selection' } as const;
		expect(encoderText(chat('add a docstring with an example', { attachments: [selection] }))).toContain('parseHeader');
		expect(encoderText(chat('what is a boolean?', { attachments: [selection] }))).toBe('what is a boolean');
		const long = file(`first ${'x'.repeat(5000)} last`);
		expect(encoderText(chat('explain this', { attachments: [long] })).length).toBeLessThan(600);
	});
});

describe('follow-ups', () => {
	it('say nothing of their own or point back, in any of the languages, however long', () => {
		for (const text of [
			'and in Go?',
			'why?',
			'make it faster',
			'add tests',
			'use the second option',
			'now do the same for the other one we talked about, keep the style',
			'thanks! then do the plan',
			'ok so what you wrote there looks right to me, can you take all of that and go through it one more time and then put it in its place',
			'does this also work on windows?',
			'mach es schneller',
			'et maintenant en Go ?',
			'ahora lo mismo para el otro',
			'agora faz o mesmo para o outro',
			'adesso lo stesso per gli altri',
			'teraz to samo dla drugiego',
			'bunu yap',
			'теперь то же самое для другого',
			'现在对另一个也做同样的修改',
			'同じことを他のファイルにもして',
			'are you sure?',
			'do step 2',
			'what did you mean by linearizable?',
			'bist du sicher?',
			'ты уверен?',
			'あの計画を実行して',
			'add a test',
			'tests for that',
			'more of that',
		])
			expect(isFollowUp(talk(text, HARD, 'Done.')), text).toBe(true);
	});

	it('are no short messages that name what they are about', () => {
		for (const text of [
			'what does ls do',
			'center a div',
			'reverse a string',
			'2+2?',
			'regex for digits',
			'capital of France',
			'define recursion',
			'ok, how do I exit vim',
			'thanks! what does ls do?',
			'rename the variable x to count',
			'also fix the typo in the readme title',
			'was ist ein String?',
			'comment copier un dossier ?',
			'o que faz o comando ls?',
			'co robi komenda ls?',
			'boolean nedir?',
			'что делает команда ls?',
			'ls 是做什么的?',
			'ls は何をするコマンドですか?',
		]) {
			expect(isFollowUp(talk(text, HARD, 'Done.')), text).toBe(false);
			expect(encoderText(talk(text, HARD, 'Done.'))).toBe(encoderText(chat(text)));
		}
	});

	it('are judged by what they go back to, wherever it stands', () => {
		const aside = ['what does ls do', 'It lists files.'];
		expect(subjectText(talk('go back to the queue', HARD, 'Step one.', ...aside))).toContain('linearizable');
		expect(subjectText(talk('now in Go', HARD, 'Step one.', 'thanks', 'Gladly.', 'continue', 'Step two.'))).toContain('linearizable');
		const plan = 'Great idea! Happy to help.\n1. shard the session store with consistent hashing\n2. add exactly-once delivery';
		const planned = talk('thanks! then do the plan', 'what could we do about the load?', plan, ...aside);
		expect(subjectText(planned)).toContain('exactly-once');
		expect(encoderText(planned)).toContain('shard the session store');
		expect(encoderText(planned).startsWith('what could we do about the load?')).toBe(true);
	});

	it('are none where the message points at what is attached', () => {
		const history = [{ role: 'user', content: HARD }] as const;
		const request = chat('explain this', { history: [...history], attachments: [file('const a = 1;')] });
		expect(isFollowUp(request)).toBe(false);
		expect(encoderText(request)).toContain('const a = 1;');
		expect(isFollowUp(chat('yes, do it', { history: [...history], attachments: [file('const a = 1;')] }))).toBe(true);
	});
});
