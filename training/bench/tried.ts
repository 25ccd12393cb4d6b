/** Section of docs/evidence/benchmarks.md on the aims that were missed. Without figures: what was tried and left has no command that would measure it again. */
export const TRIED = `## Missed aims, and what was tried

- **MMLU pair.** Rows that open with the same 20 words lie in one fold, so that all prompts of moral_scenarios, where GPT-4 gains most, are judged by an encoder and heads that saw none of their kind.
  The second table leaves them out; there Routoo is ahead of every baseline. In that domain a ridge regression of the gain is ahead on the stock encoder and, as far, on the mean of the word vectors alone: the fine-tuned space is bent towards
  the kinds of questions it saw. Mixing the two regressions in lifts that fold and costs as much on the others, and weights fitted on the other folds give them next to nothing.
  Tried during fine-tuning and left: a squared error on the differences between models (no better on exams, worse on code), heads of low rank (worse).
- **MMLU-Pro, open models.** The best single model is the reference, and what the others add lies in the noise of single answers: no router of the table saves anything that its interval parts from nothing. The gain regression did not change it.
- **LiveCodeBench pair.** The blend of likelihoods alone gave less. A regression of the gain itself, which corrects the differences between the models of a set with a share that is fitted out of fold (training/gain.ts), gives the figure above.
  Features of the text were not added to that regression. Six layers instead of three are better on code (below) and too slow for the aim of 10 ms.
- **Brier skill.** In the LiveCodeBench sets the domain table reads the problem's difficulty as its authors labelled it, which no request carries; evalperf has 118 prompts.`;
