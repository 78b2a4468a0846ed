/** Port: what the application can run. Whoever composes the application supplies it. */
export interface ModelSupport {
  /** Why `provider:model` cannot be used, for its creator to read; undefined when it can. */
  problemWith(model: string): string | undefined;
  /** Whether the creator has connected a key that a call of this model could use now. */
  hasUsableKey(ownerId: string, model: string): Promise<boolean>;
}

/** Injection token of the {@link ModelSupport}. */
export const MODEL_SUPPORT = Symbol('MODEL_SUPPORT');
