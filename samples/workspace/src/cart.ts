export interface Line {
	sku: string;
	quantity: number;
	/** Dollars. */
	price: number;
}

// Adds in floating point: 0.1 + 0.2 is not 0.3.
export function total(lines: Line[]): number {
	let sum = 0;
	for (const line of lines) sum += line.quantity * line.price;
	return sum;
}

export function applyCoupon(sum: number, code: string): number {
	const match = code.match(/^SAVE(\d+)$/);
	return match ? sum - (sum * Number(match[1])) / 100 : sum;
}
