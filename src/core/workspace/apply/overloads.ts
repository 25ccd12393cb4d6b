import { type Item, linesOf } from './outline.ts';

/** Share of words that two heads have in common from which one is taken for a version of the other. */
const NEAR = 0.6;

/**
 * Definitions of one name that a level has several times: each of the block's finds the one with the same head, then, where the same number
 * is left on both sides, its turn; else the one whose head is clearly the nearest. What finds none is a further overload.
 */
export function matchOverloads(
	file: readonly Item[],
	block: readonly Item[],
	nameOf: (item: Item) => string | null,
): readonly (readonly [Item, Item])[] {
	const groups = Map.groupBy(block.filter(isCallable), nameOf);
	groups.delete(null);
	if (groups.size === 0) return [];
	const pairs: [Item, Item][] = [];
	for (const [name, theirs] of groups) {
		const ours = file.filter((f) => isCallable(f) && nameOf(f) === name);
		const free = new Set(ours);
		let rest = theirs;
		const take = (b: Item, f: Item): void => {
			pairs.push([b, f]);
			free.delete(f);
			rest = rest.filter((other) => other !== b);
		};
		for (const b of theirs) {
			const same = [...free].find((f) => signature(f) === signature(b));
			if (same !== undefined) take(b, same);
		}
		if (rest.length === free.size) for (const [i, f] of [...free].entries()) take(rest[0] ?? theirs[i]!, f);
		for (const b of rest) {
			const ranked = [...free].map((f) => ({ f, near: nearness(f, b) })).sort((x, y) => y.near - x.near);
			const [best, second] = ranked;
			if (best !== undefined && best.near >= NEAR && best.near > (second?.near ?? 0)) take(b, best.f);
		}
	}
	return pairs;
}

function isCallable({ sections: [{ head }] }: Item): boolean {
	return head.includes('(');
}

function signature(item: Item): string {
	return headText(item).replace(/\s+/g, '');
}

/** With the parameters that stand on lines of their own. */
function headText({ sections }: Item): string {
	const [{ head, body }, next] = sections;
	return /[(<]\s*$/.test(head) && next !== undefined ? [head, ...linesOf(body), next.head].join('\n') : head;
}

/** Share of the words of two heads that both have, 0 to 1. */
export function nearness(a: Item, b: Item): number {
	const [ours, theirs] = [wordsOf(a), wordsOf(b)];
	const shared = ours.filter((word) => theirs.includes(word)).length;
	return shared / Math.max(1, ours.length, theirs.length);
}

function wordsOf(item: Item): string[] {
	return headText(item).match(/[\w$]+/g) ?? [];
}
