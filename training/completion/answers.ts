/** Edits (Levenshtein) as a share of the longer of both, taken from 1; 1 for two empty ones. */
export function editSimilarity(a: string, b: string): number {
	const longer = Math.max(a.length, b.length);
	if (longer === 0) return 1;
	let row = Uint16Array.from({ length: b.length + 1 }, (_, j) => j);
	for (let i = 1; i <= a.length; i++) {
		const next = new Uint16Array(b.length + 1);
		next[0] = i;
		for (let j = 1; j <= b.length; j++) {
			next[j] = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1));
		}
		row = next;
	}
	return 1 - row[b.length]! / longer;
}

/** First line without the white space at its end, which no reader sees. */
export function firstLine(text: string): string {
	const end = text.indexOf('\n');
	return (end === -1 ? text : text.slice(0, end)).trimEnd();
}

/** An answer without the text of others: how many units of the source it repeats from its position on, and the model's own words after that. */
export type StoredAnswer = readonly [shared: number, own: string];

export function storeAnswer(answer: string, source: string, offset: number): StoredAnswer {
	let shared = 0;
	while (shared < answer.length && answer[shared] === source[offset + shared]) shared++;
	return [shared, answer.slice(shared)];
}

export const readAnswer = ([shared, own]: StoredAnswer, source: string, offset: number): string =>
	source.slice(offset, offset + shared) + own;
