import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readEditorMessages } from '../../../training/data/anchors.ts';
import { EDITOR_MESSAGES } from '../../../training/data/corpus.ts';
import { ROOT } from '../../unit/predictor/model-folder.ts';

const LANGUAGES = ['de', 'fr', 'es', 'pt', 'it', 'pl', 'tr', 'ru', 'zh', 'ja'] as const;
type Language = (typeof LANGUAGES)[number];
type Translated = { readonly of: string } & Readonly<Record<Language, string>>;

const translated = readFileSync(path.join(ROOT, 'training/data/editor-translations.jsonl'), 'utf8')
	.trimEnd()
	.split('\n')
	.map((line) => JSON.parse(line) as Translated);
/** Messages that mean the same without what stands around them, and that the encoder was made for. */
const plain = readEditorMessages(EDITOR_MESSAGES).filter(
	(message) => message.outside === undefined && message.history === undefined && message.selection === undefined,
);
const held = JSON.parse(readFileSync(path.join(ROOT, 'test/fixtures/messages-in-ten-languages.json'), 'utf8')) as Readonly<
	Record<'en' | Language, string>
>[];

/** Letters and digits alone: two texts that differ in case and punctuation are the same message. */
const bare = (text: string) =>
	text
		.toLowerCase()
		.replace(/[^\p{L}\p{N}]+/gu, ' ')
		.trim();

describe('translated editor messages', () => {
	it('are messages with a judged ease that stand alone, each once', () => {
		const texts = new Set(plain.map(({ text }) => text));
		expect(translated.filter((line) => !texts.has(line.of)).map((line) => line.of)).toEqual([]);
		expect(new Set(translated.map((line) => line.of)).size).toBe(translated.length);
	});

	it('have the ten languages and nothing else, each with a text of its own', () => {
		for (const line of translated) {
			expect(Object.keys(line)).toEqual(['of', ...LANGUAGES]);
			const texts = [line.of, ...LANGUAGES.map((language) => line[language])];
			expect(texts.every((text) => text !== '' && text === text.trim())).toBe(true);
			expect(new Set(texts.map(bare)).size, line.of).toBe(texts.length);
		}
	});

	it('are written in the script of their language', () => {
		const without = (language: Language, script: RegExp) =>
			translated.filter((line) => !script.test(line[language])).map((line) => line[language]);
		expect(without('ru', /\p{Script=Cyrillic}/u)).toEqual([]);
		expect(without('zh', /\p{Script=Han}/u)).toEqual([]);
		expect(without('ja', /[\p{Script=Hiragana}\p{Script=Katakana}]/u)).toEqual([]);
		const foreign = /\p{Script=Cyrillic}|\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}/u;
		for (const language of ['de', 'fr', 'es', 'pt', 'it', 'pl', 'tr'] as const) {
			expect(translated.filter((line) => foreign.test(line[language])).map((line) => line[language])).toEqual([]);
		}
	});

	it('are a third easy, a third middling and a third hard', () => {
		const easeOf = new Map(plain.map((message) => [message.text, message.ease]));
		const eases = translated.map((line) => easeOf.get(line.of)!);
		const counts = [eases.filter((x) => x >= 90).length, eases.filter((x) => x >= 50 && x < 90).length, eases.filter((x) => x < 50).length];
		expect(Math.min(...counts)).toBeGreaterThanOrEqual(30);
		expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(3);
	});

	it('share no text with the messages that the product is tested on, in any language', () => {
		const kept = new Set(held.flatMap((message) => ['en' as const, ...LANGUAGES].map((language) => bare(message[language]))));
		const seen = translated
			.flatMap((line) => [line.of, ...LANGUAGES.map((language) => line[language])])
			.filter((text) => kept.has(bare(text)));
		expect(seen).toEqual([]);
	});
});
