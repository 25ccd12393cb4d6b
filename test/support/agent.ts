import type { AgentEntry, AgentEvents, AgentPort, AgentRequest, AgentResult, AgentRoute } from '../../src/app/agent/ports.ts';
import { Emitter } from '../../src/core/base/emitter.ts';

export function agentEntry(id: string, more: Partial<AgentEntry> = {}): AgentEntry {
	return {
		...{ id, name: `Routoo ${id}`, detail: 'Balanced', tooltip: '$3.10 left this month.' },
		...{ maxInputTokens: 100_000, maxOutputTokens: 8000, tools: true, vision: true, selectable: true },
		...more,
	};
}

export const AGENT_RESULT: AgentResult = {
	...{ state: 'done', parts: [], ended: 'stop', routing: null, receipt: null, error: null, warnings: [], words: null, run: null },
};

/** An agent port whose answers the test writes. */
export class FakeAgent implements AgentPort {
	readonly entriesChanged = new Emitter();
	readonly asked: AgentRequest[] = [];
	list: readonly AgentEntry[] = [agentEntry('auto'), agentEntry('background', { selectable: false })];
	reply: (request: AgentRequest, events: AgentEvents) => Promise<Partial<AgentResult>> | Partial<AgentResult> = () => ({});

	ready: () => Promise<void> = async () => undefined;

	entries(): readonly AgentEntry[] {
		return this.list;
	}

	async answer(request: AgentRequest, events: AgentEvents): Promise<AgentResult> {
		this.asked.push(request);
		return { ...AGENT_RESULT, ...(await this.reply(request, events)) };
	}

	routed: (request: AgentRequest) => Promise<AgentRoute> = () => Promise.reject(new Error('The test wrote no decision.'));

	route(request: AgentRequest): Promise<AgentRoute> {
		return this.routed(request);
	}

	countTokens(_entry: string, text: string): number {
		return text.length;
	}
}
