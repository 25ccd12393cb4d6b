import { html, type TemplateResult } from 'lit';

/**
 * A sentence in which some words look different, or stand for something that can be pressed, stays one text for translators: `**…**` marks
 * the words, `{0}`, `{1}` … the places of `values`. What a user or a model wrote goes in as a value, never into the text.
 */

/** The text as it is read, marked words bold. `values`: whatever lit renders. */
export function richText(text: string, ...values: readonly unknown[]): readonly unknown[] {
	return pieces(text).map(({ words, marked }) => (marked ? html`<b>${filled(words, values)}</b>` : filled(words, values)));
}

/** Only marked words are seen; the rest is for who hears the page: `**local** models only`. */
export function partlySeen(text: string, ...values: readonly unknown[]): readonly unknown[] {
	return pieces(text).map(({ words, marked }) => (marked ? filled(words, values) : heard(filled(words, values))));
}

function heard(words: readonly unknown[]): TemplateResult {
	return html`<span class="visually-hidden">${words}</span>`;
}

function pieces(text: string): readonly { readonly words: string; readonly marked: boolean }[] {
	return text
		.split('**')
		.map((words, index) => ({ words, marked: index % 2 === 1 }))
		.filter(({ words }) => words !== '');
}

/** A place without a value stays as it is written. */
function filled(words: string, values: readonly unknown[]): readonly unknown[] {
	return words.split(/(\{\d+\})/).map((part, index) => (index % 2 === 1 ? (values[Number(part.slice(1, -1))] ?? part) : part));
}
