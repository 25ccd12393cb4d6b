import { readFileSync } from 'node:fs';
import path from 'node:path';
import { randomOf } from '../kit/random.ts';
import type { EditorMessage } from './anchors.ts';

/** A judged message in another form: it asks for the same, so it is as easy. */
export interface Variant {
	/** Index of the message in the list it was made from. */
	readonly of: number;
	readonly message: EditorMessage;
}

/** One line of editor-translations.jsonl: a judged message, word for word, and the same in other languages. */
type Translated = { readonly of: string } & Readonly<Record<string, string>>;

const TRANSLATIONS = path.join(import.meta.dirname, 'editor-translations.jsonl');
const SEED = 3;
/** Other words than the ones that bench:live and the tests try. */
const BEFORE = [
	'hey, ',
	'I would like you to ',
	'quick one: ',
	'Good morning! ',
	"if you don't mind, ",
	'so, ',
	'I was wondering whether you could help me. ',
	'For my project: ',
	'would you kindly ',
	'ok next: ',
];
const AFTER = [
	', thx',
	' - thank you so much!',
	', if you have a minute',
	' :)',
	'. Much appreciated',
	', cheers',
	'\n\nBest regards\nKim',
	' pls',
	'. I appreciate your help.',
	' asap',
];
const NEAR: Readonly<Record<string, string>> = {
	a: 's',
	b: 'v',
	c: 'x',
	d: 'f',
	e: 'r',
	f: 'g',
	g: 'h',
	h: 'j',
	i: 'o',
	k: 'l',
	l: 'k',
	m: 'n',
	n: 'm',
	o: 'p',
	p: 'o',
	r: 't',
	s: 'd',
	t: 'y',
	u: 'i',
	v: 'b',
	w: 'e',
};

/**
 * Forms of the judged English messages: courtesy, slips of the keyboard, both, and what editor-translations.jsonl has in other languages. The encoder
 * and the heads are fitted to say the same of all of them.
 */
export function variantsOf(messages: readonly EditorMessage[], translations: readonly Translated[] = readTranslations()): Variant[] {
	const random = randomOf(SEED);
	const out: Variant[] = [];
	const known = new Set(messages.map(({ text }) => text));
	const put = (of: number, text: string) => {
		if (!known.has(text)) out.push({ of, message: { ...messages[of]!, text } });
		known.add(text);
	};
	for (const [of, message] of messages.entries()) {
		if (message.outside !== undefined || message.history !== undefined) continue;
		const words = message.text.split(/\s+/).length;
		if (words >= 3) put(of, withCourtesy(message.text, random));
		put(of, withSlips(message.text, 1, random));
		if (words >= 3) put(of, withSlips(withCourtesy(message.text, random), 1 + Math.floor(words / 12), random));
	}
	const places = new Map(messages.map(({ text }, i) => [text, i]));
	for (const { of, ...others } of translations) {
		const place = places.get(of);
		if (place === undefined) continue;
		for (const text of Object.values(others)) put(place, text);
	}
	return out;
}

function readTranslations(): Translated[] {
	return readFileSync(TRANSLATIONS, 'utf8')
		.trim()
		.split('\n')
		.map((line) => JSON.parse(line) as Translated);
}

const one = <T>(list: readonly T[], random: () => number): T => list[Math.floor(random() * list.length)]!;

function withCourtesy(text: string, random: () => number): string {
	const way = random();
	const before = way < 0.66 ? one(BEFORE, random) : '';
	return `${before}${text}${way > 0.33 ? one(AFTER, random) : ''}`;
}

/** Letters swapped, dropped, doubled or taken from the key beside, in words of four letters and more. */
function withSlips(text: string, count: number, random: () => number): string {
	let out = text;
	for (let i = 0; i < count; i++) {
		const words = [...out.matchAll(/\p{L}{4,}/gu)];
		if (words.length === 0) return out;
		const word = one(words, random);
		const at = word.index + 1 + Math.floor(random() * (word[0].length - 2));
		const letter = out[at]!;
		const slips = [`${out[at + 1]}${letter}`, out[at + 1]!, `${letter}${letter}${out[at + 1]}`, `${NEAR[letter] ?? letter}${out[at + 1]}`];
		out = `${out.slice(0, at)}${one(slips, random)}${out.slice(at + 2)}`;
	}
	return out;
}
