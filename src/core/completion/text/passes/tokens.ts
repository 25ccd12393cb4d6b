import { findToken } from '../answer-start.ts';
import { isBlank } from '../indent.ts';
import type { Pass } from './pass.ts';

/** Control tokens of a model's vocabulary: left out at the beginning, the end of the answer anywhere else. */
export const cutTokens: Pass = (_place, _shape, text) => {
	let rest = text;
	for (let token = findToken(rest); token !== null; token = findToken(rest)) {
		if (!isBlank(rest.slice(0, token.at))) return rest.slice(0, token.at);
		rest = rest.slice(token.end);
	}
	return rest;
};
