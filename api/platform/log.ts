/**
 * One JSON line a record on stderr, so that stdout stays for the person who started the program.
 * Never pass message text, tokens, cookies or secrets: a canary test greps for them.
 */
const levels = { debug: 10, info: 20, warn: 30, error: 40, silent: 50 } as const;

export type LogLevel = keyof typeof levels;
export type Fields = Record<string, unknown>;

export type Log = Record<Exclude<LogLevel, 'silent'>, (message: string, fields?: Fields) => void>;

export function createLog(level: LogLevel, write = (line: string) => process.stderr.write(line)): Log {
  const at =
    (name: Exclude<LogLevel, 'silent'>) =>
    (message: string, fields: Fields = {}) => {
      if (levels[name] < levels[level]) return;
      const record = { time: new Date().toISOString(), level: name, message, ...fields };
      write(`${JSON.stringify(record, errorsAsText)}\n`);
    };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

function errorsAsText(_key: string, value: unknown) {
  if (!(value instanceof Error)) return value;
  const cause = value.cause === undefined ? {} : { cause: value.cause };
  return { name: value.name, message: value.message, stack: value.stack, ...cause };
}
