/** localStorage that never throws: private windows and full disks only lose what they cannot keep. */
export function readStored(name: string): string | null {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

/** Null also of what nobody can read. */
export function readStoredJson<Value>(name: string): Value | null {
  try {
    return JSON.parse(readStored(name) ?? 'null');
  } catch {
    return null;
  }
}

export function writeStored(name: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(name);
    else localStorage.setItem(name, value);
  } catch {
    // Nothing to do: the page goes on without it.
  }
}

export function removeStoredUnder(prefix: string): void {
  for (const name of storedNames(prefix)) writeStored(name, null);
}

export function storedNames(prefix: string): string[] {
  try {
    return Object.keys(localStorage).filter((name) => name.startsWith(prefix));
  } catch {
    // Storage is blocked, so nothing is there.
    return [];
  }
}
