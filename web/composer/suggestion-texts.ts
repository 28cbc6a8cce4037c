import { m } from '../lib/messages.ts';

/** Each fills the composer; a person completes it and sends. */
export const suggestions = () => [
  { title: m.suggestExplain(), text: m.suggestExplainText() },
  { title: m.suggestPlan(), text: m.suggestPlanText() },
  { title: m.suggestCode(), text: m.suggestCodeText() },
  { title: m.suggestImprove(), text: `${m.suggestImproveText()}\n\n` },
];
