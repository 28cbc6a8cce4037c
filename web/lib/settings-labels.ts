import { m } from './messages.ts';
import type { SettingsTab } from './paths.ts';

export const settingsLabels: Record<SettingsTab, () => string> = {
  general: m.settingsGeneral,
  appearance: m.settingsAppearance,
  instructions: m.settingsInstructions,
  presets: m.settingsPresets,
  feedback: m.settingsFeedback,
  sessions: m.settingsSessions,
  data: m.settingsData,
  shortcuts: m.settingsShortcuts,
};
