/** Looking for a text in texts. Pure. */

export interface Query {
	readonly text: string;
	readonly matchCase: boolean;
}

/** Places of a query in a text, UTF-16 units, none over another. Signs whose small form is longer count as they are. */
export function placesOf({ text: wanted, matchCase }: Query, text: string, most = Number.POSITIVE_INFINITY): readonly number[] {
	if (wanted === '') return [];
	const [needle, hay] = matchCase ? [wanted, text] : [folded(wanted), folded(text)];
	const found: number[] = [];
	for (let at = hay.indexOf(needle); at !== -1 && found.length < most; at = hay.indexOf(needle, at + needle.length)) found.push(at);
	return found;
}

/** Small letters, sign for sign, so that a place in the result is the place in the text. */
function folded(text: string): string {
	const small = text.toLowerCase();
	return small.length === text.length
		? small
		: [...text].map((sign) => (sign.toLowerCase().length === sign.length ? sign.toLowerCase() : sign)).join('');
}
