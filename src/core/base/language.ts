import * as l10n from '@vscode/l10n';

/** English text to its translation. */
export type Texts = Readonly<Record<string, string>>;

let spoken: Texts | null = null;

/**
 * From here on `t` of @vscode/l10n says these texts in this thread; what they lack stays English, as all does where there are none.
 * @param texts unchecked: a thread or process of ours is given what the one that begins it speaks (`spokenTexts`)
 */
export function speak(texts: unknown): void {
	if (typeof texts !== 'object' || texts === null) return;
	const said = Object.entries(texts).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
	spoken = Object.fromEntries(said);
	l10n.config({ contents: spoken });
}

/** For a thread or process that is begun. Null: English. */
export function spokenTexts(): Texts | null {
	return spoken;
}
