import * as l10n from '@vscode/l10n';
import * as z from 'zod/mini';
import { RoutooError } from '../base/errors.ts';
import { QUESTIONS } from './questions.ts';

/** Little-endian float32 values in base64. */
const floats = z.string().check(z.regex(/^[A-Za-z0-9+/]*={0,2}$/), z.maxLength(200_000));
const finite = z.number();
const share = z.number().check(z.minimum(0), z.maximum(1));
const fifteen = z.array(finite).check(z.length(QUESTIONS.length));
const head = { bias: finite, explained: share };

/** models/reading.json as it lies in the file. */
const fileSchema = z.object({
	version: z.literal(1),
	judge: z.object({
		features: z.array(z.string()).check(z.length(QUESTIONS.length)),
		means: fifteen,
		scales: fifteen,
		difficulty: z.object({ weights: fifteen, ...head }),
		cost: z.object({ weights: fifteen, ...head }),
	}),
	file: z.nullable(
		z.object({
			modelSha256: z.string().check(z.regex(/^[0-9a-f]{64}$/)),
			layer: z.int().check(z.minimum(1)),
			size: z.int().check(z.minimum(1), z.maximum(16_384)),
			means: floats,
			scales: floats,
			difficulty: z.object({ weights: floats, ...head }),
			cost: z.object({ weights: floats, ...head }),
		}),
	),
});

/** One linear map of standardised values. */
export interface Head {
	readonly weights: ArrayLike<number>;
	readonly bias: number;
	/** Share of the variance between requests that it explains, 0..1. */
	readonly explained: number;
}

/** How values of a reader become what they say of a request. */
export interface ReaderWeights {
	readonly means: ArrayLike<number>;
	/** Standard deviations; a value that never varied has 0 and says nothing. */
	readonly scales: ArrayLike<number>;
	/** Logits that the request is harder than the average one. */
	readonly difficulty: Head;
	/** ln of what a run of it costs beside one of the average request. */
	readonly cost: Head;
}

export interface FileReaderWeights extends ReaderWeights {
	/** Of the model file whose vectors they were fitted on, lower-case hex. */
	readonly modelSha256: string;
	/** Layer after which the hidden state is read, from 1. */
	readonly layer: number;
	/** Values of a vector. */
	readonly size: number;
}

export interface ReadingWeights {
	readonly judge: ReaderWeights;
	/** Null: no local reader was worth it. */
	readonly file: FileReaderWeights | null;
}

/** Reads the parsed models/reading.json. Errors: RoutooError 'damagedFile'. */
export function readingWeights(raw: unknown): ReadingWeights {
	const parsed = z.safeParse(fileSchema, raw);
	if (!parsed.success) throw damagedReading(parsed.error.issues[0]?.path.join('.') || l10n.t('it is no file of this form'), parsed.error);
	const { judge, file } = parsed.data;
	QUESTIONS.forEach(({ name }, i) => {
		if (judge.features[i] !== name) throw damagedReading(l10n.t('its questions are others'));
	});
	const { means, scales, difficulty, cost } = judge;
	if (scales.some((scale) => scale < 0)) throw damagedReading(l10n.t('a scale is negative'));
	return { judge: { means, scales, difficulty, cost }, file: file === null ? null : ofFile(file) };
}

function ofFile(file: NonNullable<z.output<typeof fileSchema>['file']>): FileReaderWeights {
	const { modelSha256, layer, size } = file;
	const values = (text: string): Float32Array => decoded(text, size);
	const scales = values(file.scales);
	if (scales.some((scale) => scale < 0)) throw damagedReading(l10n.t('a scale is negative'));
	const headOf = ({ weights, bias, explained }: typeof file.cost): Head => ({ weights: values(weights), bias, explained });
	return { modelSha256, layer, size, means: values(file.means), scales, difficulty: headOf(file.difficulty), cost: headOf(file.cost) };
}

function decoded(text: string, size: number): Float32Array {
	let bytes: string;
	try {
		bytes = atob(text);
	} catch (cause) {
		throw damagedReading(l10n.t('a list of numbers cannot be read'), cause);
	}
	const has = bytes.length / 4;
	if (has !== size)
		throw damagedReading(
			has === 1 ? l10n.t('a list has 1 value instead of {0}', size) : l10n.t('a list has {0} values instead of {1}', has, size),
		);
	const view = new DataView(Uint8Array.from(bytes, (char) => char.charCodeAt(0)).buffer);
	const values = Float32Array.from({ length: size }, (_, i) => view.getFloat32(i * 4, true));
	if (!values.every(Number.isFinite)) throw damagedReading(l10n.t('it holds a value that is no number'));
	return values;
}

/** The file is not what the training wrote. @param why what is wrong with it */
export function damagedReading(why: string, cause?: unknown): RoutooError {
	const message = l10n.t(
		'What turns a deep reading into a prediction (models/reading.json) is damaged: {0}. The quick prediction stands alone.',
		why,
	);
	return new RoutooError('damagedFile', message, l10n.t('Install Routoo again.'), { cause });
}
