/** What plugs in does not fit together; each mistake is one line for whoever starts the server. */
export class PlugInError extends Error {
  override readonly name = 'PlugInError';

  constructor(readonly mistakes: readonly string[]) {
    super(`Coinslot cannot start:\n${mistakes.map((mistake) => `  - ${mistake}`).join('\n')}`);
  }
}
