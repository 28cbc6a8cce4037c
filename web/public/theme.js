// Runs before the first paint, so that what was chosen never flashes as something else.
try {
  for (const name of ['theme', 'density', 'textSize']) {
    const value = localStorage.getItem(`parley:${name}`);
    if (/^(light|dark|compact|small|large)$/.test(value)) document.documentElement.dataset[name] = value;
  }
} catch {
  // Storage is blocked: the usual stays.
}
