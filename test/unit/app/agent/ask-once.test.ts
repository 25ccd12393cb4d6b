import { expect, test } from 'vitest';
import { gatewayOnce } from '../../../../src/app/agent/ask-once.ts';
import { predict } from '../../../../src/core/gateway/decide.ts';
import { bench, MINI, OTHER } from '../../core/gateway/support.ts';

test('what is learned while a request is being prepared moves the next one, not this one', async () => {
	const { deps, input } = bench([MINI, OTHER], {});
	let said = 0;
	const abilities = {
		adjusted: (prediction: Awaited<ReturnType<typeof predict>>) => ({ ...prediction, taskKind: `after ${said}` }),
		asked: () => {},
	};
	const gateway = gatewayOnce({ ...deps, abilities });
	const chosenFrom = await predict(gateway, input);
	said = 1;
	expect((await predict(gateway, input)).taskKind).toBe(chosenFrom.taskKind);
	expect((await predict(gatewayOnce({ ...deps, abilities }), input)).taskKind).toBe('after 1');
});
