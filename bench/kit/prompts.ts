/** Prompts for the speed benchmarks, from a seed: the same everywhere, every one different, 10 characters to 200,000. */

const ASKS = [
	'Rename this variable',
	'Explain what this regex matches',
	'Why does this test fail only on CI?',
	'Write a function that merges two sorted lists',
	'Find the data race in this code',
	'Migrate this module to async iterators',
	'Prove that the loop ends',
	'Erkläre mir diesen Stack-Trace',
	'この関数の計算量は?',
	'Summarise the log below',
];
const WORDS =
	'request handler retry timeout user index cache returns null when value parser token stream error await const let if throws list map key order total worker queue lock price'.split(
		' ',
	);
const LINES = [
	'const total = items.reduce((sum, item) => sum + item.price * item.count, 0);',
	'if (response.status >= 500 && attempt < limit) continue;',
	'2026-03-14T09:26:53.589Z WARN pool exhausted, 32 waiting, oldest 1.9 s',
	'    at Scheduler.flush (src/scheduler.ts:118:23)',
	'for (let i = 0; i < n; i++) { left[i] = right[n - 1 - i]; }',
];

/** Mulberry32 (public domain): a small generator with a 32-bit state. Returns numbers in [0, 1). */
export function seeded(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let t = Math.imul(state ^ (state >>> 15), 1 | state);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
	};
}

/** `count` distinct prompts; the logarithm of the length is uniform, so that each tenfold of length has the same share. */
export function benchPrompts(count: number, seed = 1): string[] {
	const random = seeded(seed);
	const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)] as T;
	return Array.from({ length: count }, (_, index) => {
		const length = Math.round(10 * 20_000 ** random());
		const parts = [`${index} ${pick(ASKS)}`];
		let size = parts[0]?.length ?? 0;
		while (size < length) {
			const part = random() < 0.5 ? pick(LINES) : Array.from({ length: 12 }, () => pick(WORDS)).join(' ');
			parts.push(part);
			size += part.length + 1;
		}
		return parts.join('\n').slice(0, Math.max(length, 10));
	});
}

/** Nearest-rank percentile of unsorted values; `share` is 0..1. */
export function percentile(values: readonly number[], share: number): number {
	const sorted = [...values].sort((a, b) => a - b);
	return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))] ?? Number.NaN;
}
