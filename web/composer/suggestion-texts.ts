/** Each fills the composer; a person completes it and sends. */
export const suggestions = [
  {
    title: 'Explain something',
    text: 'Explain how public-key encryption works, in plain words and with one example.',
  },
  {
    title: 'Plan a trip',
    text: 'Plan a quiet three-day weekend by the sea for two people. Compare two options in a table.',
  },
  {
    title: 'Write some code',
    text: 'Write a TypeScript function that groups a list of dates by month, with tests.',
  },
  { title: 'Improve a text', text: 'Make this e-mail shorter and friendlier:\n\n' },
];
