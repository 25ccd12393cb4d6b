/** Chunk `n` of a stream: its name, its number, and characters of one to four bytes. */
export function chunkText(id: string, n: number, size: number): string {
	const head = `${id}:${n}:é漢🙂`;
	return `${head}${'x'.repeat(Math.max(0, size - head.length - 1))};`;
}
