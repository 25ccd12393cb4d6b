import { estimateTokens } from '../../src/core/message/text-tokens.ts';
import type { Catalog } from '../../src/core/model/catalog.ts';
import { recordedName } from '../../src/core/model/recorded-name.ts';
import type { RouteRequest } from '../../src/core/routing/types.ts';
import { lengthFeatures } from '../../src/predictor/length-features.ts';
import { encoderText } from '../../src/predictor/request-text.ts';
import { taskKind } from '../../src/predictor/task-kind.ts';
import { columnCandidate } from '../data/candidates.ts';
import { asRequest } from '../data/datasets.ts';
import { judgedLengths } from './editor.ts';
import { recordedLengths } from './recorded.ts';

/** Vectors of texts by the encoder, in their order. */
export type Embed = (texts: readonly string[]) => Promise<readonly Float32Array[]>;

/** One answer as the fit reads it. */
export interface LengthRow {
	/** `judged`: of an editor message, by this project's author. */
	readonly kind: string;
	readonly problem: string;
	/** As the head names it; null: judged, of no model. */
	readonly name: string | null;
	readonly thinks: boolean;
	/** Embedding, then the features of lengths. */
	readonly input: Float32Array;
	/** ln(tokens) */
	readonly value: number;
	/** Tokens of the prompt as counted and as estimated from its text; null where the answer was not counted by itself, so that no measurement may rest on it. */
	readonly prompt: { readonly counted: number; readonly estimated: number } | null;
	readonly weight: number;
}

/** Whose counted tokens hold their thinking (coderouterbench/SOURCE.txt). */
const THINKS = new Set(['MiniMax-M2.7', 'glm-5', 'qwen3.5-plus']);
/** A judged message stands for many: there are some hundred of them beside thousands of exam questions. */
const JUDGED_WEIGHT = 12;

export async function lengthRows(folder: string, catalog: Catalog, embed: Embed): Promise<LengthRow[]> {
	const recorded = recordedLengths(folder);
	const judged = judgedLengths();
	const texts = [...new Set(recorded.map(({ text }) => text))];
	const inputs = await inputsOf([...texts.map((text) => asRequest(text)), ...judged.map(({ request }) => request)], embed);
	const byText = new Map(texts.map((text, i) => [text, inputs[i]!]));
	const models = [...new Set(recorded.map(({ model }) => model))];
	const names = new Map(models.map((model) => [model, recordedName(columnCandidate([model], null, null, catalog))]));
	const rows = recorded.map(
		({ kind, problem, model, text, output, input }): LengthRow => ({
			...{ kind, problem, name: names.get(model)!, thinks: THINKS.has(model), input: byText.get(text)! },
			...{ value: Math.log(output), weight: 1 },
			prompt: input === null ? null : { counted: input, estimated: estimateTokens(text) },
		}),
	);
	const editor = judged.flatMap(({ request, tokens, thinking }, i) =>
		[false, true].map(
			(thinks): LengthRow => ({
				...{ kind: 'judged', problem: request.text, name: null, thinks, input: inputs[texts.length + i]! },
				...{ value: Math.log(tokens + (thinks ? thinking : 0)), prompt: null, weight: JUDGED_WEIGHT },
			}),
		),
	);
	return [...rows, ...editor];
}

/** Embedding and features of requests, one after the other. */
export async function inputsOf(requests: readonly RouteRequest[], embed: Embed): Promise<Float32Array[]> {
	const vectors = await embed(requests.map((request) => encoderText(request)));
	return requests.map((request, i) => Float32Array.from([...vectors[i]!, ...lengthFeatures(request, taskKind(request))]));
}
