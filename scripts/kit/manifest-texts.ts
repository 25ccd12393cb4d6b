import fs from 'node:fs';
import path from 'node:path';
import { root } from './paths.ts';

/** Texts of the manifest by key, as `package.nls.json` and its translations have them. */
export type ManifestTexts = Readonly<Record<string, string>>;

/** @param language as VS Code names it (`de`); left out: English. Errors: where there is no such file */
export function manifestTexts(language?: string): ManifestTexts {
	const file = language === undefined ? 'package.nls.json' : `package.nls.${language}.json`;
	return JSON.parse(fs.readFileSync(path.join(root, file), 'utf8')) as ManifestTexts;
}

/** The key of a text that is only `%key%`, else null. VS Code replaces nothing inside a longer text. */
export function keyOf(value: unknown): string | null {
	return typeof value === 'string' ? (/^%([^%\s]+)%$/.exec(value)?.[1] ?? null) : null;
}

/** A manifest, or a part of it, with its texts in the place of their keys; a key without a text stays as it is. */
export function withTexts<T>(value: T, texts: ManifestTexts = manifestTexts()): T {
	const key = keyOf(value);
	if (key !== null) return (texts[key] ?? value) as T;
	if (Array.isArray(value)) return value.map((one) => withTexts(one as unknown, texts)) as T;
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, withTexts(one, texts)])) as T;
}

interface Section<P> {
	readonly id: string;
	readonly title: string;
	readonly order: number;
	readonly properties: Readonly<Record<string, P>>;
}

/** What the manifest says of the settings, of all sections together. */
export function allSettings<P>(sections: readonly Section<P>[]): Readonly<Record<string, P>> {
	return Object.assign({}, ...sections.map(({ properties }) => properties)) as Readonly<Record<string, P>>;
}
