import type { TurnElement } from './turn-element.ts';

/** The chat's log, of which turns are children. */
function logOf(view: ParentNode): Element | null {
	return view.querySelector('.log');
}

/** The rendered turns. */
export function turnsOf(view: ParentNode): TurnElement[] {
	return [...(logOf(view)?.children ?? [])].filter(isTurn);
}

/** The first and the last of them, without a look at those between. */
export function endsOf(view: ParentNode): readonly TurnElement[] {
	const log = logOf(view);
	let [first, last] = [log?.firstElementChild ?? null, log?.lastElementChild ?? null];
	while (first !== null && !isTurn(first)) first = first.nextElementSibling;
	while (last !== null && !isTurn(last)) last = last.previousElementSibling;
	return first === null || last === null ? [] : [first as TurnElement, last as TurnElement];
}

/** The first turn of the log that ends below a line of the page, px. */
export function firstTurnBelow(log: Element, line: number): TurnElement | null {
	let found: Element | null = firstBelow(log.children, line);
	while (found !== null && !isTurn(found)) found = found.nextElementSibling;
	return found as TurnElement | null;
}

/** Of elements one below the other the first that ends below a line. */
export function firstBelow(all: HTMLCollection, line: number): Element | null {
	let [from, to] = [0, all.length];
	while (from < to) {
		const middle = (from + to) >> 1;
		if (all[middle]!.getBoundingClientRect().bottom > line) to = middle;
		else from = middle + 1;
	}
	return all[from] ?? null;
}

function isTurn(element: Element): element is TurnElement {
	return element.localName === 'routoo-turn';
}
