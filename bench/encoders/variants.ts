import { type FineTuneSettings, SHIPPED } from '../../training/encoder/fine-tune.ts';

/** One way to run an encoder. */
export interface EncoderVariant {
	readonly settings: FineTuneSettings;
	/** Most tokens that it reads, [CLS] and [SEP] included: three quarters of the head of a text and a quarter of its tail. */
	readonly tokens: number;
	readonly precision: 'int8' | 'float32';
}

const of = (layers: readonly number[], tokens: number, precision: EncoderVariant['precision'] = 'int8'): EncoderVariant => ({
	settings: { layers, epochs: SHIPPED.epochs },
	tokens,
	precision,
});
const SIX = [0, 1, 2, 3, 4, 5];

/** What docs/evidence/benchmarks/encoders.md compares: each axis alone around the shipped point, and the ends of layers at half the tokens. */
export const VARIANTS: readonly EncoderVariant[] = [
	of(SHIPPED.layers, 64),
	of(SHIPPED.layers, 96),
	of(SHIPPED.layers, 128),
	of(SHIPPED.layers, 128, 'float32'),
	of(SHIPPED.layers, 192),
	of(SIX, 64),
	of(SIX, 128),
	of(SIX, 128, 'float32'),
];

export const isShipped = ({ settings, tokens, precision }: EncoderVariant) =>
	settings.layers.join() === SHIPPED.layers.join() && tokens === 128 && precision === 'int8';
