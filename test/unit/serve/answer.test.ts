import { afterEach, describe, expect, it } from 'vitest';
import { eventsOf, said, TestEndpoint } from '../../support/serve/endpoint.ts';
import { AgentBench } from '../app/agent/agent-bench.ts';

let endpoint: TestEndpoint;
afterEach(() => endpoint.close());

describe('an answer over HTTP', () => {
	it('goes out whole, with its decision in headers and in the body, and is booked', async () => {
		const bench = new AgentBench();
		endpoint = await TestEndpoint.start(bench.agent);
		const { status, headers, text } = await endpoint.send('/v1/chat/completions', { body: said('Hi') });
		expect(status).toBe(200);
		const body = JSON.parse(text);
		expect(body.parts).toEqual([{ type: 'text', text: 'from mini' }]);
		expect(body).toMatchObject({ model: 'mini', ended: 'stop', usage: { input: 1000, output: 100 } });
		expect(headers).toMatchObject({ 'x-routoo-model': 'cloud/mini', 'x-routoo-quality': '0.93; 0.9-0.95' });
		expect(headers['x-routoo-run']).toBe(body.note.run);
		expect(body.note.costUsd).toBe(bench.bookedTo(body.note.run) / 1_000_000);
		expect(endpoint.decided).toHaveLength(1);
	});

	it('streams each event as it comes', async () => {
		const bench = new AgentBench();
		endpoint = await TestEndpoint.start(bench.agent);
		const { headers, text } = await endpoint.send('/v1/chat/completions', { body: said('Hi', { stream: true }) });
		expect(headers['content-type']).toBe('text/event-stream; charset=utf-8');
		expect(eventsOf(text).map((event) => Object.keys(event)[0])).toEqual(['begin', 'text', 'end']);
	});
});
