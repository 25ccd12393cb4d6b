import { answerScenes } from './answer-scenes.ts';
import { applyScenes } from './apply-scenes.ts';
import { chatScenes } from './chat-scenes.ts';
import { commandScenes } from './command-scenes.ts';
import { contextScenes } from './context-scenes.ts';
import { dashboardScenes } from './dashboard-scenes.ts';
import { firstStepsScenes } from './first-steps-scenes.ts';
import { modelMenuScenes } from './model-menu-scenes.ts';
import { modelsScenes } from './models-scenes.ts';
import { noticeScenes } from './notice-scenes.ts';
import { runScenes } from './run-scenes.ts';
import type { Scene } from './scene.ts';
import { whyScenes } from './why-scenes.ts';

/** Every view in every state that has a scene: what pictures are taken of, and what is held against the rules of accessibility. */
export const scenes: readonly Scene[] = [
	...answerScenes,
	...chatScenes,
	...noticeScenes,
	...whyScenes,
	...applyScenes,
	...commandScenes,
	...contextScenes,
	...firstStepsScenes,
	...dashboardScenes,
	...runScenes,
	...modelMenuScenes,
	...modelsScenes,
];

/** Widths in px in which a view is looked at: the dashboard is wide as an editor, too. */
export function widthsOf({ view }: Scene, widths: readonly number[]): readonly number[] {
	return view === 'dashboard' ? [...widths, 900] : widths;
}
