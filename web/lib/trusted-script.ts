type TrustedTypes = {
  createPolicy: (
    name: string,
    rules: { createScriptURL: (address: string) => string },
  ) => { createScriptURL: (address: string) => unknown };
};

const isOurs = (address: string): boolean => /^\/(sw\.js$|assets\/)/.test(address) || import.meta.env.DEV;

// The policy of the page refuses addresses of scripts that do not come from a named place.
const policy = (globalThis as { trustedTypes?: TrustedTypes }).trustedTypes?.createPolicy('parley-worker', {
  createScriptURL(address) {
    if (!isOurs(address)) throw new TypeError(`Not a script of ours: ${address}`);
    return address;
  },
});

/** The address of a worker of ours, as the browser takes it. */
export const trustedScript = (address: string): string =>
  (policy?.createScriptURL(address) ?? address) as string;
