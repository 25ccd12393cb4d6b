import { answerText, type Turn } from '../../protocol/chat.ts';
import { type Block, BlockSplitter, proseHtml } from '../common/markdown.ts';
import { placesOf, type Query } from '../common/text-search.ts';
import { shownAnswer } from './store.ts';

/** What of a turn can be found, as it is read on the page: one text a block, so that nothing is found over the gap between two. */
const texts = new WeakMap<Turn, readonly string[]>();

/** Kept for as long as the turn stays what it is: only one that changed is read again. */
export function textsOf(turn: Turn): readonly string[] {
	const known = texts.get(turn);
	if (known !== undefined) return known;
	const answer = shownAnswer(turn);
	const said = answer === undefined ? '' : answerText(answer);
	const blocks = new BlockSplitter().split(said, true);
	// A summary has a head where a question would stand.
	const asked = turn.summary === undefined ? [turn.text] : [];
	const all = [...asked, ...blocks.map((block) => block.code?.text ?? shownText(block))];
	texts.set(turn, all);
	return all;
}

/** How often the query stands in a turn. */
export function countIn(turn: Turn, query: Query): number {
	return textsOf(turn).reduce((sum, text) => sum + placesOf(query, text).length, 0);
}

/** What is nested too deep for the renderer is shown as it was written. */
function shownText(block: Block): string {
	try {
		return plainOf(proseHtml(block));
	} catch {
		return block.raw;
	}
}

const SIGNS: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' };

/** The text of our own renderer's HTML; formulas are pictures to the eye and left out. */
function plainOf(html: string): string {
	return html
		.replace(/<span class="maths[^>]*>[^<]*<\/span>/g, '')
		.replace(/<[^>]*>/g, '')
		.replace(/&(?:#(\d+)|#x([\da-f]+)|(\w+));/gi, (whole, decimal?: string, hex?: string, name?: string) => {
			if (name !== undefined) return SIGNS[name] ?? whole;
			return String.fromCodePoint(Math.min(0x10ffff, decimal === undefined ? Number.parseInt(hex!, 16) : Number(decimal)));
		});
}

/** The same places on the page, in the same order. `root`: of the turn. */
export function rangesIn(root: ParentNode, query: Query): readonly Range[] {
	const holders = root.querySelectorAll('.question-text, routoo-markdown.answer-text .block');
	return [...holders].flatMap((holder) => rangesOf(holder, query));
}

function rangesOf(holder: Element, query: Query): readonly Range[] {
	const nodes: { readonly node: Text; readonly start: number }[] = [];
	const walker = document.createTreeWalker(holder, NodeFilter.SHOW_TEXT);
	let whole = '';
	for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
		if (node.parentElement?.closest('.code-bar, .maths, .diagram') != null) continue;
		nodes.push({ node: node as Text, start: whole.length });
		whole += (node as Text).data;
	}
	return placesOf(query, whole).map((start) => {
		const range = document.createRange();
		const end = start + query.text.length;
		const first = nodes.findLast((each) => each.start <= start)!;
		const last = nodes.findLast((each) => each.start < end)!;
		range.setStart(first.node, start - first.start);
		range.setEnd(last.node, end - last.start);
		return range;
	});
}
