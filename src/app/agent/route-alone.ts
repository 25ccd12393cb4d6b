import { decidingAlone, previewRoute, type RoutePreview } from '../../core/gateway/decide.ts';
import type { RouteDecision } from '../../core/routing/types.ts';
import { backgroundRequest, placed, screened } from './asked-of.ts';
import type { AgentDeps } from './deps.ts';
import type { AgentRequest, AgentRoute } from './ports.ts';
import type { RunBook } from './run-book.ts';
import { RunSketch } from './run-sketch.ts';
import { type AskedOf, earlierBooked, isOfRun, type Ready, readyStep, type StepOf, stopWords } from './step-ready.ts';

/** The decision about a request as `answer` takes it, on copies of the runs. Rejects as `AgentPort.route` says. */
export async function routeAlone(
	deps: AgentDeps,
	runs: RunBook,
	request: AgentRequest,
	count: (text: string) => number,
): Promise<AgentRoute> {
	const book = new RunSketch(runs, () => deps.gateway.clock.now());
	const at = placed(book, request, deps.newId);
	const asked = await screened(deps, book, request, at, { count, toSend: false });
	if (at.of !== null) return stepAlone(deps, book, at.of, asked);
	const runId = at.whose.kind === 'background' ? at.whose.runId : null;
	const sent = backgroundRequest(deps, asked, { runId, live: runId === null ? null : book.find(runId) });
	return { request: sent.route, ...(await previewRoute(deps.gateway, sent)) };
}

async function stepAlone(deps: AgentDeps, book: RunSketch, of: StepOf, asked: AskedOf): Promise<AgentRoute> {
	const { signal } = asked.request;
	await earlierBooked(of.thread, signal);
	// It counts among the requests under way, as it would while it is answered.
	of.thread.open.add({ signal, done: Promise.resolve(), ended: false });
	const ready = await readyStep({ ...deps, gateway: decidingAlone(deps.gateway) }, book, { ...of, ...asked });
	const preview = await previewRoute(ready.gateway, ready.request);
	const routed = { request: ready.request.route, ...preview, decision: compared(ready, preview) };
	const isStopped = ready.stage === 'stop' || (preview.blocked !== null && isOfRun(of.live, preview.blocked));
	if (!isStopped) return routed;
	const words = stopWords(deps, of.live);
	return { ...routed, blocked: { kind: 'budget', message: words, nextStep: '', action: 'openSettings' } };
}

/**
 * What the model was really compared with: at a run's start the others, priced for this request as it is; in a run nothing. Where none may
 * be asked the gateway's decision says why.
 */
function compared({ request, decision: ofRun }: Ready, { decision }: RoutePreview): RouteDecision {
	const { chosen } = decision;
	const { choice } = request;
	if (chosen === null || choice.kind !== 'pinned' || choice.candidateId !== chosen.candidate.id) return decision;
	if (ofRun === null) return { ...decision, alternatives: [chosen] };
	const alternatives = ofRun.alternatives.map((other) => {
		const own = decision.alternatives.find(({ candidate }) => candidate.id === other.candidate.id);
		return other.candidate.id === chosen.candidate.id ? chosen : own === undefined ? other : { ...other, cost: own.cost };
	});
	return { ...decision, alternatives, steeredBy: ofRun.steeredBy };
}
