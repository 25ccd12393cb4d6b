import { markdownTable } from '../../training/kit/tables.ts';
import type { EncoderFigures, EncodersResult } from './measure.ts';
import { isShipped } from './variants.ts';

/** Page docs/evidence/benchmarks/encoders.md: what layers, tokens and precision are worth. */
export function encodersSection({ fold, texts, variants }: EncodersResult): string {
	return [
		'## Layers, tokens and precision of the encoder',
		`Layers of all-MiniLM-L6-v2 that are kept, fine-tuned alike for two epochs at 128 tokens without fold ${fold}, and judged on the ${texts} texts of that fold by the linear heads of the fine-tuning
(not the whole predictor, whose figures stand in [benchmarks.md](../benchmarks.md)). Fewer or more tokens and int8 are taken at inference alone. *Time*: median of a text that fills the tokens, two
threads. *APGR*: Mixtral-8x7B and GPT-4-1106 on routellm_mmlu; GPT-4o-mini and Claude 3.5 Sonnet on lcb_repair. *AUC*: mean over all recorded columns, and over those of the code sets. *ECE*: over all
answers on MMLU, before the blend that shrinks it; in brackets that of exactly right predictions.`,
		markdownTable(
			['layers', 'tokens', 'precision', 'file', 'time', 'APGR, exams', 'APGR, code', 'AUC', 'AUC, code', 'ECE'],
			variants.map((own) => [
				String(own.settings.layers.length),
				String(own.tokens),
				own.precision + (isShipped(own) ? ' (ships)' : ''),
				`${(own.bytes / 1e6).toFixed(1)} MB`,
				`${own.p50Ms.toFixed(1)} ms`,
				own.apgrMmlu.toFixed(3),
				own.apgrCode.toFixed(3),
				own.auc.toFixed(3),
				own.aucCode.toFixed(3),
				`${own.ece.toFixed(3)} (${own.eceOfPerfect.toFixed(3)})`,
			]),
		),
		conclusion(variants),
	].join('\n\n');
}

/** What the table says of int8 and of the shipped point, in figures of the table alone. */
function conclusion(variants: readonly EncoderFigures[]): string {
	const ships = variants.find(isShipped);
	if (!ships) return '';
	const like = (change: Partial<EncoderFigures>, layers = ships.settings.layers.length) =>
		variants.find(
			(own) =>
				own.settings.layers.length === layers &&
				own.tokens === (change.tokens ?? ships.tokens) &&
				own.precision === (change.precision ?? ships.precision),
		);
	const lines: string[] = [];
	const float = like({ precision: 'float32' });
	if (float) {
		const lost = float.apgrMmlu - ships.apgrMmlu;
		lines.push(
			`int8 against float32 at the shipped point: APGR ${signed(-lost)} on exams (aim: loses at most 0.003, ${lost <= 0.003 ? 'reached' : 'missed'}), ${signed(ships.apgrCode - float.apgrCode)} on code.`,
		);
	}
	const six = like({}, 6);
	if (six)
		lines.push(
			`Six layers instead of three: APGR ${signed(six.apgrMmlu - ships.apgrMmlu)} on exams and ${signed(six.apgrCode - ships.apgrCode)} on code, AUC ${signed(six.auc - ships.auc)} and ${signed(six.aucCode - ships.aucCode)} on code, at ${(six.p50Ms / ships.p50Ms).toFixed(1)} times the time and ${(six.bytes / ships.bytes).toFixed(1)} times the file.`,
			'Three ship because a whole decision may take 10 ms at the median (`npm run bench:speed`), which six layers leave no room for.',
		);
	const half = like({ tokens: 64 });
	if (half)
		lines.push(
			`Half the tokens: APGR ${signed(half.apgrMmlu - ships.apgrMmlu)} and ${signed(half.apgrCode - ships.apgrCode)} at ${(half.p50Ms / ships.p50Ms).toFixed(2)} of the time.`,
		);
	return lines.join('\n');
}

const signed = (value: number) => `${value < 0 ? '-' : '+'}${Math.abs(value).toFixed(3)}`;
