import { m } from './messages.ts';
import type { SettingsTab } from './paths.ts';

export const settingsLabels: Record<SettingsTab, () => string> = {
  general: m.settingsGeneral,
  appearance: m.settingsAppearance,
  instructions: m.settingsInstructions,
  presets: m.settingsPresets,
  feedback: m.settingsFeedback,
  sessions: m.settingsSessions,
  api: m.settingsApi,
  people: m.settingsPeople,
  data: m.settingsData,
  shortcuts: m.settingsShortcuts,
};
