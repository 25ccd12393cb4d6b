import {
	boolean,
	cannot,
	type Fields,
	field,
	fieldsOf,
	integer,
	mostTokens,
	number,
	object,
	someString,
	string,
	strings,
	wrong,
} from '../completions/fields.ts';

/** A request for a text completion, without what HTTP knows of it. */
export interface ReadText {
	readonly model: string;
	readonly stream: boolean;
	readonly prompt: string;
	/** '' where nothing follows the place to fill. */
	readonly suffix: string;
	readonly maxOutputTokens: number | null;
	readonly temperature: number | null;
	readonly topP: number | null;
	readonly stop: readonly string[];
	/** The client asked for a chunk with the usage. */
	readonly usage: boolean;
}

/**
 * A body of OpenAI's `POST /v1/completions` (API reference, "Create completion", and the types of openai 7.59.0, 2026-11; `suffix` there
 * for one model, in the same form at DeepSeek and local servers). Ignored: `user`, `seed`, penalties, `logit_bias` and what is not known,
 * none of which makes an answer wrong that lacks it. Errors: RoutooError 'invalidInput'.
 */
export function readText(body: unknown): ReadText {
	const request = fieldsOf(body, '');
	refuse(request);
	const prompt = promptOf(request);
	const suffix = string(request, 'suffix') ?? '';
	if (prompt + suffix === '') throw wrong('prompt', 'must hold some text, or suffix must');
	const options = object(request, 'stream_options');
	return {
		model: someString(request, 'model'),
		stream: boolean(request, 'stream') ?? false,
		...{ prompt, suffix },
		maxOutputTokens: mostTokens(request, 'max_tokens'),
		temperature: number(request, 'temperature', 0, 2),
		topP: number(request, 'top_p', 0, 1),
		stop: strings(request, 'stop'),
		usage: options !== null && boolean(options, 'include_usage') === true,
	};
}

function promptOf(request: Fields): string {
	const given = field(request, 'prompt');
	const list: readonly unknown[] = Array.isArray(given) ? given : [given];
	if (list.some((one) => typeof one === 'number' || Array.isArray(one))) {
		throw cannot('prompt', 'tokens mean another text for each model that Routoo chooses among', 'Send the text itself.');
	}
	if (list.length !== 1) throw cannot('prompt', 'Routoo completes one text a request', 'Send each text in a request of its own.');
	const [prompt] = list;
	if (typeof prompt !== 'string') throw wrong('prompt', 'must be a string, or a list of one');
	return prompt;
}

function refuse(request: Fields): void {
	for (const name of ['n', 'best_of']) {
		const count = integer(request, name, 1);
		if (count !== null && count > 1) throw cannot(name, 'Routoo gives one text a request', 'Ask again for another one.');
	}
	if (boolean(request, 'echo') === true)
		throw cannot('echo', 'what was sent does not come back', 'Put the prompt before the answer yourself.');
	if (field(request, 'logprobs') !== null) {
		throw cannot('logprobs', 'most models that Routoo chooses among tell none', 'Leave it out.');
	}
}
