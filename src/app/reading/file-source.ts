import * as l10n from '@vscode/l10n';
import { RoutooError } from '../../core/base/errors.ts';
import { fromVector } from '../../core/reading/reading.ts';
import type { FileReaderWeights } from '../../core/reading/weights.ts';
import type { ReadingPlan, ReadingSource, VectorReader } from './ports.ts';

/** Between the last pause of the typing and the message that is sent, ms. */
const GRACE_MS = 1500;

/** The small language model on this computer. */
export class FileSource implements ReadingSource {
	readonly by = 'file';
	readonly free = true;
	readonly graceMs = GRACE_MS;
	readonly #reader: VectorReader;
	readonly #weights: FileReaderWeights;

	constructor(reader: VectorReader, weights: FileReaderWeights) {
		this.#reader = reader;
		this.#weights = weights;
	}

	async plan(_request: unknown, part: string): Promise<ReadingPlan | null> {
		const reader = this.#reader;
		if (!reader.ready()) return null;
		return {
			modelName: reader.modelName,
			expected: 0,
			read: async (signal) => {
				const reading = fromVector(this.#weights, await reader.read(part, signal));
				if (reading !== null) return { reading, cost: 0 };
				const message = l10n.t('{0} gave numbers that are not of the model that the weights were made for.', reader.modelName);
				throw new RoutooError('damagedFile', message, l10n.t('Choose its file again, or download it anew.'));
			},
		};
	}
}
