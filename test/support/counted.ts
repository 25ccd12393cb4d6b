import { parseSync, Visitor } from 'oxc-parser';

/** A text with a number before a plural, `{0} of {1} models found`. */
export interface Counted {
	readonly line: number;
	readonly text: string;
	/** The number's place and what it counts, `{1} models`. */
	readonly count: string;
	/** Whether the same source has the text for one of them too. */
	readonly hasOne: boolean;
}

/** What stands behind these is not what the number counts. */
const ENDS =
	/^(?:of|to|and|by|for|in|on|at|with|or|not|will|can|could|is|was|has|does|a|an|the|its?|their|only|gave|failed|run|billion|million|\p{Lu}.*)$/u;
/** Words that end in "s" and are no plural: verbs of a name that stands in the place, and units. */
const NO_PLURAL =
	/ss$|^(?:always|ms|as|asks|begins|claims|gets|gives|goes|has|holds|is|its|keeps|lets|lists|names|needs|plus|reaches|reads|rests|rules|runs|sees|sends|serves|speaks|stands|stays|takes|this|us|uses|waits|wants|was|works)$/;
/** "{0} answers: {1}", "{0} answers, but", "{0} calls {1} local" are said of a name, too. */
const OF_A_NAME = /^ (?:answers|calls)(?:: |, but| \{)/;
/** What agrees with more than one, where the sentence begins with the number. */
const AGREES = /^(?:are|were|have|stand|wait|go)$/;
const MOST_WORDS = 3;

/** What stands behind a place, as far as the number counts it; null where it counts nothing. */
function countedBy(rest: string, isFirst: boolean): string | null {
	if (OF_A_NAME.test(rest)) return null;
	const words = /^(?:[ -][\p{L}-]+){1,3}/u.exec(rest)?.[0].trim().split(' ') ?? [];
	for (const [index, word] of words.slice(0, MOST_WORDS).entries()) {
		if (ENDS.test(word) || NO_PLURAL.test(word)) return null;
		if (/[a-z]s$/.test(word) || (isFirst && AGREES.test(word))) return words.slice(0, index + 1).join(' ');
	}
	return null;
}

/** Places are counted anew, so that `{0} of {1} models` and `{0} of 1 model` begin alike. */
function renumbered(text: string): string {
	const seen = new Map<string, number>();
	return text.replace(/\{\d+\}/g, (place) => {
		if (!seen.has(place)) seen.set(place, seen.size);
		return `{${seen.get(place)}}`;
	});
}

/** Whether `other` says of one what `text` says, at `at`, of more. */
function isOfOne(text: string, at: number, counted: string, other: string): boolean {
	const before = renumbered(text.slice(0, at));
	const behind = renumbered(other).slice(before.length);
	const begins = counted.replace(/(?:ies|s)$/, '').slice(0, 4);
	return renumbered(other).startsWith(before) && /^(?:1|one|a|\{\d+\})[ -]/i.test(behind) && isSingular(behind, begins, counted);
}

function isSingular(behind: string, begins: string, counted: string): boolean {
	return behind.includes(begins) && !new RegExp(`^\\S+ ${counted}(?![a-z])`).test(behind);
}

/** Texts of a source, as `l10n.t` has them, in which a number counts something. */
export function countedTexts(source: string): readonly Counted[] {
	const texts: { readonly line: number; readonly text: string }[] = [];
	new Visitor({
		CallExpression({ callee, start, arguments: [text] }) {
			if (source.slice(callee.start, callee.end) !== 'l10n.t' || text?.type !== 'Literal') return;
			texts.push({ line: source.slice(0, start).split('\n').length, text: String(text.value) });
		},
	}).visit(parseSync('source.ts', source).program);
	return texts.flatMap(({ line, text }) =>
		[...text.matchAll(/\{\d+\}/g)].flatMap(({ 0: place, index }) => {
			const counted = countedBy(text.slice(index + place.length), index === 0);
			if (counted === null) return [];
			return [{ line, text, count: `${place} ${counted}`, hasOne: texts.some((other) => isOfOne(text, index, counted, other.text)) }];
		}),
	);
}
