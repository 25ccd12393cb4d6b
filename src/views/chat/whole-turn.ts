import type { LitElement } from 'lit';
import type { MarkdownElement } from './markdown-element.ts';

/** Frames in which a height is measured and remembered. */
const SETTLES = 2;

/** Whether all of a turn's answer, as far as it has come, is on the page. */
export function isWhole(turn: LitElement): boolean {
	return textOf(turn)?.isWhole ?? true;
}

/** When it is. */
export async function whenWhole(turn: LitElement): Promise<void> {
	await turn.updateComplete;
	await textOf(turn)?.whole();
}

/**
 * Lays a new turn out, wherever it is, until it is whole: so its height is known before it comes into view (turn.css). Before that the
 * browser would remember a height that it has no more.
 */
export function layOut(turn: LitElement, left = SETTLES): void {
	turn.classList.toggle('new', left > 0);
	if (left > 0 && turn.isConnected) requestAnimationFrame(() => layOut(turn, isWhole(turn) ? left - 1 : SETTLES));
}

function textOf(turn: LitElement): MarkdownElement | null {
	return turn.querySelector<MarkdownElement>('routoo-markdown.answer-text');
}
