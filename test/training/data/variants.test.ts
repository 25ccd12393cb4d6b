import { describe, expect, it } from 'vitest';
import type { EditorMessage } from '../../../training/data/anchors.ts';
import { readCorpus } from '../../../training/data/corpus.ts';
import { variantsOf } from '../../../training/data/variants.ts';

const messages: EditorMessage[] = [
	{ ease: 97, text: 'rename the variable count to total' },
	{ ease: 30, text: 'find the deadlock between these two connection pools under load' },
	{ ease: 99, text: 'merci beaucoup', outside: 'language' },
	{ ease: 80, text: 'yes, do it', history: [{ role: 'user', content: 'sort the list' }] },
];

describe('other forms of judged messages', () => {
	it('are of plain English messages alone, as easy as these, and never the same text twice', () => {
		const variants = variantsOf(messages, []);
		expect(new Set(variants.map(({ of }) => of))).toEqual(new Set([0, 1]));
		for (const { of, message } of variants) {
			expect(message.ease).toBe(messages[of]!.ease);
			expect(messages.map(({ text }) => text)).not.toContain(message.text);
		}
		expect(new Set(variants.map(({ message }) => message.text)).size).toBe(variants.length);
		expect(variants.length).toBeGreaterThanOrEqual(5);
	});

	it('are the same from any call', () => {
		expect(variantsOf(messages, [])).toEqual(variantsOf(messages, []));
	});

	it('hold the translations of messages that are there', () => {
		const translations = [
			{ of: messages[0]!.text, de: 'benenne die Variable count in total um', tr: 'count değişkeninin adını total yap' },
			{ of: 'a message that is not in the list', de: 'eine Nachricht' },
		];
		const texts = variantsOf(messages, translations).map(({ message }) => message.text);
		expect(texts).toContain('count değişkeninin adını total yap');
		expect(texts).not.toContain('eine Nachricht');
	});

	it('lie in the group of their message, so that no fold sees one and is asked the other', () => {
		const corpus = readCorpus([], messages);
		const forms = corpus.items.filter(({ original }) => original !== null);
		expect(forms.length).toBeGreaterThan(0);
		for (const form of forms) expect(form.group).toBe(corpus.items[form.original!]!.group);
	});
});
