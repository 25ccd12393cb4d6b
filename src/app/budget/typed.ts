/**
 * Dollars as people type them: plain decimals, with a sign of dollars before them or a comma for the point. Null for all else, also for
 * other ways to write a number (`0x10`, `1e3`), which nobody means as an amount.
 */
export function typedDollars(text: string): number | null {
	const plain = text
		.trim()
		.replace(/^\$\s*/, '')
		.replace(/^(\d+),(\d{1,2})$/, '$1.$2');
	return /^(?:\d+\.?\d*|\.\d+)$/.test(plain) ? Number(plain) : null;
}
