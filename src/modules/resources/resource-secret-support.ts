/** Port: what the application keeps secret for resources. Whoever composes the application supplies it. */
export interface ResourceSecretSupport {
  /** Whether a secret is stored for the owner's resource; false for a resource of somebody else's. */
  isStored(ownerId: string, resourceId: string): Promise<boolean>;
}

/** Injection token of the {@link ResourceSecretSupport}. */
export const RESOURCE_SECRET_SUPPORT = Symbol('RESOURCE_SECRET_SUPPORT');
