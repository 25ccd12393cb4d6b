import type { CompletionShape } from '../../types.ts';
import type { Place } from '../place.ts';

/** One step of the cleaning: pure, linear in the text and its surroundings, on `\n` line breaks; '' means that nothing is left. */
export type Pass = (place: Place, shape: CompletionShape, text: string) => string;
