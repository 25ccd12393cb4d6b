import type { Catalog, CatalogModel } from './catalog.ts';
import { canonicalName, splitModelName } from './names.ts';
import { parametersFromName } from './size.ts';

/** Words of a name that say how far a model is or how it answers, and nothing of its price. */
const NO_LINE = new Set([
	'preview',
	'latest',
	'exp',
	'experimental',
	'beta',
	'instruct',
	'it',
	'chat',
	'reasoner',
	'reasoning',
	'thinking',
	'non',
	'v',
]);
/** Models of one family whose sizes differ by more than this cost too differently. */
const NEAR_SIZE = 2.5;

type Priced = CatalogModel & { readonly prices: NonNullable<CatalogModel['prices']> };

/**
 * Words of a name without versions, dates and sizes: `gpt-5.4-mini` is of the line `gpt mini`, `claude-sonnet-4-6` of `claude sonnet`,
 * `qwen3.7-max` of `qwen max`.
 */
export function lineOf(name: string): readonly string[] {
	const words = canonicalName(splitModelName(name).name)
		.split('-')
		.map((word) => word.replace(/[^a-z].*$/, ''))
		.filter((word) => word !== '' && !NO_LINE.has(word));
	return words.filter((word, i) => i === 0 || !/^[abe]$/.test(word));
}

/**
 * Version in a name, the weightiest number first: `claude-opus-4-8` 4.8, `gpt-5.4-mini` 5.4, `deepseek-v4-pro` 4, `kimi-k2.6` 2.6; `gpt-4o`
 * stands between 4 and 4.1. Sizes (`27b`), contexts (`32k`) and dates (`0709`, `2507`, `20251101`) are none. Empty where there is none.
 */
export function versionOf(name: string): readonly number[] {
	return canonicalName(splitModelName(name).name)
		.split('-')
		.flatMap((word) => {
			const match = /^[a-z]?(\d{1,2})(o?)$/.exec(word);
			if (match === null) return [];
			return match[2] === '' ? [Number(match[1])] : [Number(match[1]), 0.5];
		});
}

/** Whether a name says that only some of its parameters are active (`30b-a3b`, `8x7b`). */
export function isMixture(name: string): boolean {
	return /(?<![a-z\d])(?:a\d+(?:\.\d+)?b|\d+x\d+(?:\.\d+)?b)(?![a-z])/i.test(name);
}

/**
 * The catalog's model that a model nobody prices is most like: of the same line the newest (`gemini-3-pro` is priced as the newest Gemini
 * Pro), else of the same family that of the nearest size, or the dearest of the newest of each line. Null where no family is known. The
 * dearer of two that are as near is taken, since a bill above the estimate is the worse surprise.
 */
export function nextOfKin(wireModel: string, catalog: Catalog): Priced | null {
	const line = lineOf(wireModel);
	const [family] = line;
	if (family === undefined) return null;
	const priced = catalog.models.filter((model): model is Priced => model.prices !== null);
	const kin = priced.filter(({ id }) => lineOf(id)[0] === family);
	const size = parametersFromName(wireModel);
	if (size !== null) {
		const sized = kin.filter(({ parametersB }) => parametersB !== null && Math.abs(Math.log(parametersB / size)) <= Math.log(NEAR_SIZE));
		const distance = ({ parametersB }: Priced): number => Math.abs(Math.log(parametersB! / size));
		return dearest(sized.sort((a, b) => distance(a) - distance(b)).slice(0, 2));
	}
	const same = kin.filter(({ id }) => lineOf(id).join(' ') === line.join(' '));
	// The catalog lists the newest first.
	if (same.length > 0) return dearest(same.slice(0, 2));
	return dearest([...new Map(kin.toReversed().map((model) => [lineOf(model.id).join(' '), model])).values()]);
}

function dearest(models: readonly Priced[]): Priced | null {
	return models.reduce<Priced | null>((best, model) => (best === null || model.prices.output > best.prices.output ? model : best), null);
}
