import { RoutooError } from '../../../../src/core/base/errors.ts';
import type { FillAbility, FillContext, FillEvent, FillMethod, FillRequest } from '../../../../src/core/completion/types.ts';
import type { Candidate } from '../../../../src/core/model/candidate.ts';
import type { EndpointKind } from '../../../../src/core/model/endpoint.ts';
import type { FillTemplate } from '../../../../src/core/model/fill-families.ts';
import { HttpFillProvider } from '../../../../src/providers/fill/fill-provider.ts';
import type { Timeouts } from '../../../../src/providers/types.ts';
import { depsWith, endpointAt } from '../server.ts';

export const CONTEXT: FillContext = {
	path: 'src/sum.ts',
	languageId: 'typescript',
	snippets: [{ path: 'src/add.ts', text: 'export const add = (a: number, b: number) => a + b;\n', similarity: 0.5 }],
	prefix: 'export function sum(xs: number[]) {\n\treturn ',
	suffix: ';\n}\n',
	tokens: 40,
};

export const REQUEST: FillRequest = { model: 'some-model', context: CONTEXT, shape: 'line', maxOutputTokens: 64, stop: ['\n'] };

export const by = (method: FillMethod | null, template: FillTemplate | null = null): FillAbility => ({ method, template, why: 'Test.' });

export interface Filled {
	readonly events: FillEvent[];
	readonly text: string;
	readonly error: RoutooError | null;
}

export async function filled(stream: AsyncIterable<FillEvent>, onEvent?: (event: FillEvent) => void): Promise<Filled> {
	const events: FillEvent[] = [];
	let error: RoutooError | null = null;
	try {
		for await (const event of stream) {
			events.push(event);
			onEvent?.(event);
		}
	} catch (thrown) {
		if (!(thrown instanceof RoutooError)) throw thrown;
		error = thrown;
	}
	return { events, text: events.map((event) => (event.type === 'text' ? event.text : '')).join(''), error };
}

export function fillProviderAt(
	baseUrl: string,
	options: { kind?: EndpointKind; id?: string; local?: boolean; timeouts?: Partial<Timeouts>; fetch?: typeof fetch } = {},
): HttpFillProvider {
	const { kind = 'openai-compatible', id = 'test', local = false, timeouts = {} } = options;
	const deps = depsWith(timeouts);
	return new HttpFillProvider(endpointAt(baseUrl, kind, { id, local }), options.fetch ? { ...deps, fetch: options.fetch } : deps);
}

export const idle = (): AbortSignal => new AbortController().signal;

export function candidate(more: Partial<Candidate> = {}): Candidate {
	return {
		id: `test/${more.wireModel ?? 'some-model'}${more.effort ? `@${more.effort}` : ''}`,
		endpointId: 'test',
		recipient: 'Test vendor',
		wireModel: 'some-model',
		catalogId: null,
		effort: null,
		displayName: 'Some model',
		local: false,
		included: false,
		contextTokens: 8192,
		maxOutputTokens: null,
		tools: false,
		vision: false,
		fim: false,
		prices: null,
		speed: null,
		parametersB: null,
		reasoning: false,
		...more,
	};
}
