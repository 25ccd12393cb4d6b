import type { ReadingPlan, ReadingSource } from '../../../../src/app/reading/ports.ts';
import type { GatewayRequest } from '../../../../src/core/gateway/types.ts';

/** A source whose readings the test ends. */
export class HeldSource implements ReadingSource {
	readonly by: 'file' | 'judge';
	readonly free: boolean;
	readonly graceMs: number;
	readonly parts: string[] = [];
	readonly most: number[] = [];
	readonly stopped: string[] = [];
	open: PromiseWithResolvers<void>[] = [];
	/** What the next readings do. */
	failsWith: Error | null = null;
	nobody = false;

	constructor(by: 'file' | 'judge') {
		this.by = by;
		this.free = by === 'file';
		this.graceMs = by === 'file' ? 1500 : 0;
	}

	async plan(_: GatewayRequest, part: string, most: number): Promise<ReadingPlan | null> {
		this.parts.push(part);
		this.most.push(most);
		if (this.nobody) return null;
		return {
			modelName: 'Reader',
			expected: this.free ? 0 : 1000,
			read: async (signal) => {
				const gate = Promise.withResolvers<void>();
				this.open.push(gate);
				signal.addEventListener('abort', () => {
					this.stopped.push(part);
					gate.reject(signal.reason);
				});
				await gate.promise;
				if (this.failsWith !== null) throw this.failsWith;
				return { reading: { shift: 1, lnCost: 0, explained: 0.3 }, cost: this.free ? 0 : 1100 };
			},
		};
	}

	end(): void {
		for (const gate of this.open.splice(0)) gate.resolve();
	}
}
