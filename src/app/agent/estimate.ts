import { previewRoute, type RoutePreview } from '../../core/gateway/decide.ts';
import type { GatewayRequest } from '../../core/gateway/types.ts';
import { type Message, textMessage } from '../../core/message/message.ts';
import { baseRequest, promptOf } from './agent-request.ts';
import type { AgentDeps } from './deps.ts';

/** What an estimate or a comparison needs of the product. */
export type AskDeps = Pick<AgentDeps, 'gateway' | 'models' | 'budget' | 'settings' | 'owner' | 'newId'>;

/** A request for these messages as Routoo Auto would make it, outside of any run. */
export function autoRequest(deps: AskDeps, messages: readonly Message[], signal: AbortSignal): GatewayRequest {
	const asked = { messages, tools: [], toolChoice: 'auto' as const };
	const prompt = promptOf(asked, (text) => deps.gateway.estimateTokens(text));
	const request = { entry: 'auto', prompt: asked, conversationId: null, signal };
	return baseRequest(deps, request, prompt, { purpose: 'agent', runId: null, sessionId: null, localOnly: false });
}

export interface TaskPreview extends RoutePreview {
	readonly request: GatewayRequest;
}

/** What would be decided for a task now. Nothing is sent to any model. Errors: what the predictor throws, and the signal's reason. */
export async function previewTask(deps: AskDeps, task: string, needsTools: boolean, signal: AbortSignal): Promise<TaskPreview> {
	await deps.models.ready();
	const base = autoRequest(deps, [textMessage('user', `<userRequest>\n${task}\n</userRequest>`)], signal);
	const request = { ...base, route: { ...base.route, needs: { ...base.route.needs, tools: needsTools } } };
	return { ...(await previewRoute(deps.gateway, request)), request };
}
