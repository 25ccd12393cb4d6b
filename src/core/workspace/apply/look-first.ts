import { changedPart } from './changed-part.ts';
import { telling } from './outline.ts';

/** What of a change wants a look before it is made, although its place is sure. */

/** Marks that turn the direction of what follows, and letters without width: a line with them does not say what it does. */
const UNSEEN = /[\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/;

/** Whether a change brings characters that nobody sees. */
export function bringsUnseen(before: string, after: string): boolean {
	return UNSEEN.test(changedPart(before, after).text);
}

/** Of a shorter file any change is seen at a glance. */
const SHORT_LINES = 20;

/** Whether a change takes away more than half of what a file of some length says. A line that stands elsewhere afterwards is not gone. */
export function takesMostAway(before: string, after: string): boolean {
	const old = telling(before.split(/\r\n|\n|\r/));
	if (old.length < SHORT_LINES) return false;
	const left = new Map<string, number>();
	for (const line of telling(after.split(/\r\n|\n|\r/))) left.set(line, (left.get(line) ?? 0) + 1);
	let gone = 0;
	for (const line of old) {
		const count = left.get(line) ?? 0;
		if (count === 0) gone++;
		else left.set(line, count - 1);
	}
	return gone > old.length / 2;
}
