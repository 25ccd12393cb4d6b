import { markdownTable, percent, signed } from '../../training/kit/tables.ts';
import { changed, type FrameSet, type Measured, meanAuc } from './measure.ts';

/** What the frame of a client may cost at most: of the AUC, and in choices that change beside the same words in a prompt of that length. */
export const AIMS = { auc: 0.01, changed: 0.05 };

export interface FrameFigures {
	readonly client: string;
	/** Tokens that the frame adds, mean. */
	readonly tokens: number;
	/** By set: mean AUC alone and framed. */
	readonly auc: readonly { readonly set: string; readonly alone: number; readonly framed: number }[];
	/** The most that the AUC falls in a set. */
	readonly lost: number;
	/** Share of choices that are others than of the words alone. */
	readonly changed: number;
	/** Than of the words alone behind as many tokens. */
	readonly changedSized: number;
}

/** The figures of each client, over the sets. */
export function figuresOf(measured: readonly (readonly Measured[])[], sets: readonly FrameSet[]): readonly FrameFigures[] {
	const [first = []] = measured;
	return first.map(({ frame }, f) => {
		const own = measured.map((set) => set[f]!);
		const auc = own.map(({ set, alone, framed }, s) => ({
			set,
			alone: meanAuc(alone, sets[s]!),
			framed: meanAuc(framed, sets[s]!),
		}));
		const priced = own.filter((_, s) => sets[s]!.pools.size > 0);
		const mean = (values: readonly number[]) => values.reduce((sum, one) => sum + one, 0) / Math.max(1, values.length);
		return {
			client: frame.client,
			tokens: mean(own.map(({ alone, framed }) => framed.tokens - alone.tokens)),
			auc,
			lost: Math.max(...auc.map(({ alone, framed }) => alone - framed)),
			changed: mean(priced.map(({ alone, framed }) => changed(alone, framed))),
			changedSized: mean(priced.map(({ sized, framed }) => changed(sized, framed))),
		};
	});
}

export const isReached = ({ lost, changedSized }: FrameFigures): boolean => lost <= AIMS.auc && changedSized <= AIMS.changed;

/** Markdown under a heading of the second level. */
export function framesSection(figures: readonly FrameFigures[], sets: readonly FrameSet[]): string {
	const priced = sets.filter(({ chosenFor }) => chosenFor.size > 0);
	const pools = [...(priced[0]?.pools.keys() ?? [])];
	const verdict = (reached: boolean) => (reached ? 'reached' : 'missed');
	const rows = figures.map((one) => [
		one.client,
		one.tokens.toFixed(0),
		...one.auc.map(({ alone, framed }) => `${framed.toFixed(4)} (${signed(framed - alone, 4)})`),
		percent(one.changedSized),
		percent(one.changed),
		verdict(isReached(one)),
	]);
	return [
		"## The user's words in each client's frame",
		'',
		`Repository issues (${sets.map(({ name, texts }) => `${texts.length} of ${name}`).join(', ')}) in the first request of each client, read by`,
		'the real wires and decided by the service that answers `POST /v1/route`, beside the same words alone with the same tools. The requests have the',
		'structure of recorded ones, with filler for all prose; where a row says "by its public form, not recorded", no request of that client was seen, and',
		'the row says nothing of its real size. AUC: how well predicted quality orders the issues by what each recorded model solved, mean over its',
		'models, and what the frame changes of it.',
		'',
		`Choices of ${priced.map(({ name, chosenFor }) => `${chosenFor.size} issues of ${name}`).join(' and ')}, among the models of ${pools.join('; ')}. "Because of the`,
		'frame": share of them that are others than those for the same words behind as many tokens of system text that says nothing. "With its price": than',
		'those for the words alone, in a prompt shorter by the frame. That one is no fault: thousands of tokens more are to be paid, at any model, and the',
		'decoder weighs them.',
		'',
		markdownTable(
			[
				'client',
				'tokens of the frame',
				...sets.map(({ name }) => `AUC ${name}`),
				'other choice because of the frame',
				'with its price',
				'aims',
			],
			rows,
		),
		'',
		`Aims: no set loses more than ${AIMS.auc} of its AUC, and at most ${percent(AIMS.changed)} of the choices change because of the frame.`,
		`Over all clients: ${verdict(figures.every(isReached))}.`,
	].join('\n');
}
