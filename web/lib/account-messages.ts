/** Sentences of sessions, exports and the end of an account; part of `m`. */
export const accountMessages = {
  // Sessions
  settingsSessions: () => 'Sessions',
  sessionsLead: () =>
    'Browsers and programs that are signed in as you. Sign out what you do not know; it is out within a second.',
  sessionUnknown: () => 'Unknown device',
  sessionCurrent: () => 'This device',
  sessionUsed: ({ time }: { time: string }) => `Last used ${time}`,
  sessionSince: ({ time }: { time: string }) => `Signed in ${time}`,
  sessionRevoke: ({ device }: { device: string }) => `Sign out ${device}`,
  sessionRevoked: ({ device }: { device: string }) => `${device} is signed out.`,
  sessionsRevokeOthers: () => 'Sign out all other devices',
  sessionsRevoked: ({ count }: { count: number }) =>
    count === 1 ? '1 other device is signed out.' : `${count} other devices are signed out.`,
  sessionsMore: ({ count }: { count: number }) => `And ${count} more.`,

  // Data
  settingsData: () => 'Data',
  exportTitle: () => 'Export everything',
  exportLead: () =>
    'One JSON file with all your chats and every branch of them, projects, presets, instructions, ratings and usage. Chats in the trash are in it, temporary chats are not.',
  exportStart: () => 'Export',
  exportStarting: () => 'Reading…',
  exportProgress: ({ done, total }: { done: string; total: string }) => `${done} of ${total} chats read`,
  exportReady: ({ chats, size }: { chats: number; size: string }) =>
    chats === 1 ? `1 chat, ${size}.` : `${chats} chats, ${size}.`,
  exportCancelled: () => 'The export was cancelled.',
  exportFailed: () => 'The export broke off. Nothing was saved; try again.',
  exportDownload: () => 'Download file',
  exportAgain: () => 'Export again',
  megabytes: ({ size }: { size: string }) => `${size} MB`,

  // Export of one chat
  chatExportMarkdown: () => 'Export as Markdown',
  chatExportJson: () => 'Export all branches as JSON',
  chatExportYou: () => 'You',
  chatExportModel: () => 'Model',
  chatExportFailed: () => 'The chat could not be exported.',

  // The end of an account
  deleteAccount: () => 'Delete account',
  deleteAccountLead: () =>
    'Deletes your account and all that is in it, for good: chats, projects, presets, ratings and usage. All your devices are signed out. Export first what you want to keep.',
  deleteAccountOpen: () => 'Delete account…',
  deleteAccountTitle: () => 'Delete your account?',
  deleteAccountWarning: () => 'Nobody can bring it back, not even the administrator of this server.',
  deleteAccountEmail: () => 'Your e-mail, as a confirmation',
  deleteAccountEmailHint: ({ email }: { email: string }) => `Type ${email}`,
  deleteAccountEmailWrong: () => 'This is not the e-mail of your account.',
  deleteAccountConfirm: () => 'Delete my account',
  accountDeletedTitle: () => 'Goodbye',
  accountDeleted: () => 'Your account and everything in it has been deleted.',
};
