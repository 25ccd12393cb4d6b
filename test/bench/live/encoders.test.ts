import { describe, expect, it } from 'vitest';
import { lackingEncoders, trainEncoders } from '../../../bench/live/encoders.ts';
import { type Encoded, SHIPPED } from '../../../training/encoder/fine-tune.ts';

function tuning(name: string, there: readonly number[], done: string[]) {
	return {
		has: (fold: number | 'all') => there.includes(Number(fold)),
		encoder: async (fold: number | 'all'): Promise<Encoded> => {
			if (fold === 2) throw new Error('no room');
			done.push(`${name} ${fold}`);
			return { embeddings: [], logits: new Float32Array(), columns: 0, folder: '' };
		},
	};
}

describe('encoders of the folds', () => {
	it('are those of both paths that the cache lacks, and no others', () => {
		const lacking = lackingEncoders(tuning('live', [0, 1], []), tuning('published', [1], []), [0, 1, 2], SHIPPED);
		expect(lacking.map(({ fold, path }) => [fold, path])).toEqual([
			[0, 'published only'],
			[2, 'live'],
			[2, 'published only'],
		]);
	});

	it('are fine-tuned one after the other, told of before and after, and kept where a later one fails', async () => {
		const done: string[] = [];
		const lines: string[] = [];
		const lacking = lackingEncoders(tuning('live', [], done), tuning('published', [], done), [1, 2], SHIPPED);
		await expect(trainEncoders(lacking, SHIPPED, (line) => lines.push(line))).rejects.toThrow('no room');
		expect(done).toEqual(['live 1', 'published 1']);
		expect(lines[0]).toContain('fold 2 (published only)');
		expect(lines).toHaveLength(3);
		lines.length = 0;
		await trainEncoders([], SHIPPED, (line) => lines.push(line));
		expect(lines.join()).toContain('no encoder');
	});
});
