/** Sentences of settings, presets, usage, context and feedback; part of `m`. */
export const settingsMessages = {
  save: () => 'Save',
  saved: () => 'Saved.',
  undo: () => 'Undo',
  remove: () => 'Remove',
  saveFailed: () => 'This could not be saved. Try again.',
  loading: () => 'Loading…',
  loadFailed: () => 'This could not be loaded.',
  backToChats: () => 'Back to chats',

  // Settings
  settings: () => 'Settings',
  settingsGeneral: () => 'General',
  settingsInstructions: () => 'Instructions',
  settingsPresets: () => 'Presets',
  settingsFeedback: () => 'Feedback',
  displayName: () => 'Your name',
  instructionsLead: () =>
    'What every model should know about you and how it should answer, in all your chats. Projects and chats can add their own.',
  instructionsField: () => 'Instructions for all chats',
  instructionsHint: (left: string) => `${left} characters left`,

  // Presets
  presetsLead: () =>
    'Named prompts. Type / at the start of a message to use one; it can choose a model and a temperature, too.',
  presetsEmpty: () => 'You have no presets yet.',
  presetNew: () => 'New preset',
  presetEdit: (name: string) => `Edit ${name}`,
  presetDelete: (name: string) => `Delete ${name}`,
  presetDeleted: (name: string) => `“${name}” was deleted.`,
  presetText: () => 'Text',
  presetModel: () => 'Model',
  presetModelAny: () => 'As chosen in the chat',
  presetTemperature: () => 'Temperature (0–2)',
  presetTemperatureHint: () => 'Low is matter-of-fact, high is inventive. Empty is the model’s own.',
  presetTemperatureWrong: () => 'Give a number from 0 to 2, or nothing.',
  presetNameMissing: () => 'Give it a name.',
  presetTextMissing: () => 'Give it a text.',
  presetList: () => 'Presets',
  presetCount: (count: number) => (count === 1 ? '1 preset' : `${count} presets`),
  presetMake: () => 'Make presets in the settings',
  temperature: (value: string) => `Temperature ${value}`,
  temperatureRemove: (value: string) => `Remove temperature ${value}`,

  // Context
  contextFull: (percent: number) => `Context: ${percent} % full`,
  contextTitle: () => 'Context window',
  contextLead: (used: string, room: string) =>
    `This chat takes ${used} of the ${room} tokens that the model can read.`,
  contextInstructions: (tokens: string) => `${tokens} of them are instructions.`,
  contextReserve: (tokens: string) => `${tokens} more are kept free for the answer.`,
  contextOmitted: (count: number) =>
    count === 1
      ? 'The oldest message does not fit any more and is not sent.'
      : `The ${count} oldest messages do not fit any more and are not sent.`,
  omitted: (count: number) =>
    count === 1
      ? 'The oldest message did not fit into the context window and was left out.'
      : `The ${count} oldest messages did not fit into the context window and were left out.`,

  // Instructions of a chat
  chatOptions: () => 'Chat options',
  chatInstructions: () => 'Instructions for this chat',
  chatInstructionsLead: () => 'Sent with every question of this chat, after your own and the project’s.',
  chatInstructionsMenu: () => 'Instructions…',

  // Feedback
  rateUp: () => 'Good answer',
  rateDown: () => 'Bad answer',
  rateNote: () => 'Tell more (optional)',
  rateNoteSend: () => 'Save note',
  rateThanks: () => 'Noted.',
  rateFailed: () => 'Your rating could not be saved.',
  feedbackLead: () => 'What you thought of answers. It stays on this server; take it with you as a file.',
  feedbackCount: (count: number) => (count === 1 ? '1 rated answer' : `${count} rated answers`),
  feedbackJson: () => 'Download JSON',
  feedbackMarkdown: () => 'Download Markdown',

  // About an answer
  answerInfo: () => 'About this answer',
  infoModel: () => 'Model',
  infoInput: () => 'Tokens read',
  infoCached: (tokens: string) => `${tokens} cached`,
  infoOutput: () => 'Tokens written',
  infoCost: () => 'Cost',
  infoFirst: () => 'First word after',
  infoSpeed: () => 'Speed',
  infoTemperature: () => 'Temperature',
  infoUnknown: () => 'unknown',
  secondsExact: (seconds: string) => `${seconds} s`,
  tokensPerSecond: (rate: string) => `${rate} tokens/s`,

  // Usage
  usage: () => 'Usage',
  usageLead: () =>
    'What your chats took, by the providers’ own counts and at list prices. Deleted chats count, too.',
  usageRange: () => 'Period',
  usageDays: (days: number) => `${days} days`,
  usageNone: () => 'Nothing was used in this period.',
  usageInput: () => 'Tokens read',
  usageOutput: () => 'Tokens written',
  usageCost: () => 'Cost',
  usageAtLeast: (cost: string) => `at least ${cost}`,
  usageUnpriced: () => 'no price known',
  usagePerDay: () => 'Tokens per day',
  usageChart: (days: number) => `Tokens per day and model over ${days} days`,
  usageTable: () => 'Show as a table',
  usageDay: () => 'Day',
  usageTokens: () => 'Tokens',
  usageByModel: () => 'By model',
  usageByChat: () => 'By chat',
  usageChat: () => 'Chat',
  usageDeleted: () => 'Deleted chat',
};
