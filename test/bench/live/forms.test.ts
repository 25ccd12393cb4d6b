import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { formsOf } from '../../../bench/live/forms.ts';
import { ROOT } from '../../../training/kit/checkout.ts';

const fixture = <T>(name: string): T => JSON.parse(readFileSync(path.join(ROOT, 'test/fixtures', name), 'utf8')) as T;

describe('changes of form', () => {
	it('are the same for a seed, differ between seeds, and leave what is asked', () => {
		const text = 'write a function that parses a configuration file';
		expect(formsOf(text, 7)).toEqual(formsOf(text, 7));
		expect(new Set(Array.from({ length: 20 }, (_, seed) => JSON.stringify(formsOf(text, seed)))).size).toBeGreaterThan(5);
		const forms = Object.fromEntries(formsOf(text, 7).map(({ name, request }) => [name, request]));
		expect(forms.end!.text).toMatch(/^write .* file(\.|!|\.\.\.|…)$/);
		expect(forms.courtesy!.text).toContain(text);
		expect(forms.capitals!.text.toLowerCase()).toBe(text);
		expect(forms.file).toMatchObject({ text, attachments: [{ kind: 'file' }] });
		expect(Math.abs(forms.typo!.text.length - text.length)).toBeLessThanOrEqual(1);
		expect(forms.blank!.text.trim()).toBe(text);
		expect(forms.emphasis!.text.replaceAll('**', '')).toBe(text);
		expect(forms.typo!.text).not.toBe(text);
	});

	it('ask with a question mark what is a question, and drop an end that is there', () => {
		const end = (text: string) => formsOf(text, 1).find(({ name }) => name === 'end')!.request.text;
		expect(end('what does ls do')).toBe('what does ls do?');
		expect(end('what does ls do?')).toBe('what does ls do');
	});

	it('a change that would change nothing does not count', () => {
		expect(formsOf('hi a b', 1).map(({ name }) => name)).not.toContain('typo');
	});

	it('the fixture gives at least 300 pairs of at least 60 English messages', () => {
		const english = fixture<{ level: number; text: string }[]>('editor-messages.json').filter(
			({ level, text }) => level > 0 && /^[\x20-\x7e]+$/.test(text),
		);
		expect(english.length).toBeGreaterThanOrEqual(60);
		expect(english.flatMap(({ text }, i) => formsOf(text, i + 1)).length).toBeGreaterThanOrEqual(300);
	});

	it('24 messages stand in English and ten languages, easy and hard ones, none of them twice', () => {
		const messages = fixture<Record<string, string>[]>('messages-in-ten-languages.json');
		expect(messages).toHaveLength(24);
		expect(messages.filter(({ ease }) => ease === 'hard')).toHaveLength(12);
		const texts = messages.flatMap(({ ease: _, ...own }) => Object.values(own));
		expect(texts).toHaveLength(24 * 11);
		expect(new Set(texts).size).toBe(texts.length);
	});
});
