/**
 * Formats and controls, but tab, line break and the joiners of scripts and emoji; selectors that carry data; fillers that look like
 * nothing. A model reads them, and nobody who looks at the text knows.
 */
const SHAPELESS = /(?![\t\n\u200c\u200d])(?:[\p{Cf}\p{Cc}]|\u115f|\u1160|\u3164|\uffa0|\u2800|[\u{e0100}-\u{e01ef}])/gu;
/** More than these push what follows out of sight. */
const FAR = /[^\S\n]{60,}/g;
const LOW = /\n(?:[^\S\n]*\n){3,}/g;

export interface VisibleText {
	readonly text: string;
	/** Characters without a shape of their own that were left out. */
	readonly hidden: number;
}

/** A text of somebody else's as its reader sees it: nothing in it is hidden or far out of sight. Trimmed. */
export function visibleText(text: string): VisibleText {
	const lines = text.replaceAll('\r\n', '\n');
	const hidden = lines.match(SHAPELESS)?.length ?? 0;
	return { text: lines.replace(SHAPELESS, '').replace(FAR, '    ').replace(LOW, '\n\n').trim(), hidden };
}
