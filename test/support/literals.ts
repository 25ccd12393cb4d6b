import { parseSync, Visitor } from 'oxc-parser';

/**
 * The texts that stand in a TypeScript source, as they are written there: what is in quotes, and each piece of a template between its
 * `${}`, those within them too. Comments and regular expressions are none; imports count as texts.
 */
export function literals(source: string): readonly string[] {
	const found: { readonly at: number; readonly text: string }[] = [];
	new Visitor({
		Literal: ({ value, start, end }) => {
			if (typeof value === 'string') found.push({ at: start, text: source.slice(start + 1, end - 1) });
		},
		TemplateElement: ({ value, start }) => void found.push({ at: start, text: value.raw }),
	}).visit(parseSync('source.ts', source).program);
	return found.sort((a, b) => a.at - b.at).map(({ text }) => text);
}
