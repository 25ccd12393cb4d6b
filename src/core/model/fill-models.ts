import { isChatModel } from './chat-models.ts';
import { fillModelOf } from './fill-families.ts';

/** Whether a model that cannot chat (`isChatModel` says no) can still fill in code, judged by its name: see fill-families.ts. */
export function isFillOnlyModel(wireId: string): boolean {
	return !isChatModel(wireId) && (fillModelOf(wireId)?.fills ?? false);
}

/** Whether an endpoint's model is of use at all: for chat or for completions. */
export function isUsableModel(wireId: string): boolean {
	return isChatModel(wireId) || isFillOnlyModel(wireId);
}
