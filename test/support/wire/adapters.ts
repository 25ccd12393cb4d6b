import type { FillMethod } from '../../../src/core/completion/types.ts';
import type { EndpointKind } from '../../../src/core/model/endpoint.ts';
import type { FillTemplate } from '../../../src/core/model/fill-families.ts';
import { anthropic, chatCompletions, completions, llamaServer, ollamaLines, type Renderer, responses } from './renderers.ts';

/** One adapter of ours and the wire it speaks. */
export interface Adapter {
	readonly name: AdapterName;
	readonly road: 'chat' | 'fill';
	readonly kind: EndpointKind;
	readonly renderer: () => Renderer;
	readonly lines: 'events' | 'json';
	/** Where the adapter knows its vendor by the host, requests to this address are sent to the server under test. */
	readonly pretends?: string;
	readonly fill?: { readonly method: FillMethod; readonly template: FillTemplate | null };
}

export type AdapterName =
	| 'chat'
	| 'openrouter'
	| 'responses'
	| 'anthropic'
	| 'fill:suffix'
	| 'fill:deepseek'
	| 'fill:template'
	| 'fill:mistral'
	| 'fill:chat'
	| 'fill:llamacpp'
	| 'fill:ollama';

const compatible = { kind: 'openai-compatible', lines: 'events' } as const;
const deepSeekForm = () => chatCompletions('reasoning_content');

export const ADAPTERS: readonly Adapter[] = [
	{ ...compatible, name: 'chat', road: 'chat', renderer: deepSeekForm },
	{
		...compatible,
		name: 'openrouter',
		road: 'chat',
		renderer: () => chatCompletions('reasoning'),
		pretends: 'https://openrouter.ai/api',
	},
	{ ...compatible, name: 'responses', road: 'chat', kind: 'openai', renderer: responses },
	{ ...compatible, name: 'anthropic', road: 'chat', kind: 'anthropic', renderer: anthropic },
	{ ...compatible, name: 'fill:suffix', road: 'fill', renderer: completions, fill: { method: 'openaiSuffix', template: null } },
	{ ...compatible, name: 'fill:deepseek', road: 'fill', renderer: completions, fill: { method: 'deepseek', template: null } },
	{ ...compatible, name: 'fill:template', road: 'fill', renderer: completions, fill: { method: 'template', template: 'qwen' } },
	{ ...compatible, name: 'fill:mistral', road: 'fill', renderer: deepSeekForm, fill: { method: 'mistral', template: null } },
	{ ...compatible, name: 'fill:chat', road: 'fill', renderer: deepSeekForm, fill: { method: 'chat', template: null } },
	{ ...compatible, name: 'fill:llamacpp', road: 'fill', renderer: llamaServer, fill: { method: 'llamacpp', template: null } },
	{ ...compatible, name: 'fill:ollama', road: 'fill', renderer: ollamaLines, lines: 'json', fill: { method: 'ollama', template: null } },
];

const names = ADAPTERS.map(({ name }) => name);
const but = (...left: readonly AdapterName[]): readonly AdapterName[] => names.filter((name) => !left.includes(name));

/** Groups of adapters that a behaviour can meet. */
export const ON = {
	all: names,
	chats: ['chat', 'openrouter', 'responses', 'anthropic'],
	/** Server-sent events. */
	events: but('fill:ollama'),
	/** Chunks with `choices`, and `[DONE]`. */
	choices: but('responses', 'anthropic', 'fill:llamacpp', 'fill:ollama'),
	/** Chunks with `choices[].delta`. */
	deltas: ['chat', 'openrouter', 'fill:mistral', 'fill:chat'],
	chatForm: ['chat', 'openrouter'],
	/** One of each reader, for what is heavy. */
	few: ['chat', 'responses', 'anthropic', 'fill:suffix', 'fill:ollama'],
	fills: names.filter((name) => name.startsWith('fill:')),
} as const satisfies Readonly<Record<string, readonly AdapterName[]>>;
export const without = but;
