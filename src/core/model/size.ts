import { splitModelName } from './names.ts';

/** Totals of mixture models that share layers, so that experts times size is too much (billions, as their makers state). */
const mixtures: Record<string, number> = { '8x7b': 46.7, '8x22b': 141, '16x17b': 109, '128x17b': 400, '16x3.8b': 42 };

export interface NameGuess {
	/** Total parameters in billions, null where the name does not say. */
	readonly parametersB: number | null;
	/** Trained for code by its name. */
	readonly coder: boolean;
	/** Thinks before it answers by its name. */
	readonly reasoning: boolean;
}

/**
 * Total parameters in billions as the name tells them: `135M` 0.135, `8b` 8, `30b-a3b` 30 (the total, not the active ones), `8x7b` 46.7.
 * Null where the name has no size.
 */
export function parametersFromName(wireId: string): number | null {
	const { name } = splitModelName(wireId);
	const mixture = /(?:^|[-_.])(\d+)x(\d+(?:\.\d+)?)b(?:[-_.]|$)/.exec(name);
	if (mixture) return mixtures[`${mixture[1]}x${mixture[2]}b`] ?? Number(mixture[1]) * Number(mixture[2]);
	for (const token of name.split(/[-_:\s]|\.(?!\d)/)) {
		const match = /^([a-z]*)(\d+(?:\.\d+)?)([mbt])$/.exec(token);
		if (!match) continue;
		const [, letters, digits, unit] = match as unknown as [string, string, string, 'm' | 'b' | 't'];
		// `a3b` are active and `e4b` effective parameters; `1m` is a context, `k2t` no size.
		if (letters === 'a' || letters === 'e' || (unit === 'm' && Number(digits) < 10) || (unit === 't' && letters !== '')) continue;
		return Number((Number(digits) * { m: 0.001, b: 1, t: 1000 }[unit]).toPrecision(6));
	}
	return effective(name);
}

/** `e4b` of Gemma: effective parameters, the only size that such a name has. */
function effective(name: string): number | null {
	const match = /(?:^|[-_])e(\d+(?:\.\d+)?)b(?:[-_]|$)/.exec(name);
	return match ? Number(match[1]) : null;
}

/** Everything that the prior of an unknown model takes from its name. */
export function guessFromName(wireId: string): NameGuess {
	const { name } = splitModelName(wireId);
	return {
		parametersB: parametersFromName(wireId),
		coder: /cod(?:e|er|ing|estral)|devstral/.test(name),
		reasoning:
			/(?:^|[-_.])(?:r1|qwq|thinking|think|reasoning|reasoner|magistral|o[134])(?:[-_.]|$)/.test(name) && !/non-reasoning/.test(name),
	};
}
