import { answerText, type Turn } from '../../protocol/chat.ts';
import { type Block, BlockSplitter, proseHtml } from '../common/markdown.ts';
import { placesOf, type Query } from '../common/text-search.ts';
import { shownAnswer } from './store.ts';

/** What of a turn can be found, as it is read on the page: one text a block, so that nothing is found over the gap between two. */
interface Reading {
	readonly texts: string[];
	/** Blocks that are still to be read. */
	readonly left: Block[];
}

/** Kept for as long as the turn stays what it is: only one that changed is read again. */
const readings = new WeakMap<Turn, Reading>();

/** Reads the next block of a turn; false when all of it is read. A long answer has more of them than fit into a frame. */
export function readSome(turn: Turn): boolean {
	const { texts, left } = readingOf(turn);
	const block = left.shift();
	if (block !== undefined) texts.push(block.code?.text ?? shownText(block));
	return left.length > 0;
}

export function textsOf(turn: Turn): readonly string[] {
	while (readSome(turn));
	return readingOf(turn).texts;
}

function readingOf(turn: Turn): Reading {
	const known = readings.get(turn);
	if (known !== undefined) return known;
	const answer = shownAnswer(turn);
	const said = answer === undefined ? '' : answerText(answer);
	// A summary has a head where a question would stand.
	const reading = { texts: turn.summary === undefined ? [turn.text] : [], left: [...new BlockSplitter().split(said, true)] };
	readings.set(turn, reading);
	return reading;
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
