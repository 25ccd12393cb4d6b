import { expect, test } from 'vitest';
import { hex } from '../../../src/views/chat/diagram-theme.ts';

test.each([
	['rgb(204, 204, 204)', '#cccccc'],
	['rgba(0, 120, 212, 0.5)', '#0078d4'],
	['color(srgb 0.652549 0 1)', '#a600ff'],
	['color(srgb 1.2 -0.1 1e-05 / 0.5)', '#ff0000'],
	['oklch(0.7 0.1 200)', '#808080'],
])('%s is a colour that Mermaid reads', (computed, expected) => expect(hex(computed)).toBe(expected));
