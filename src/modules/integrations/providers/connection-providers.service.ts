import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { ConfigError } from '../../../common/config/index.js';
import type { ConnectionProvider } from './connection-provider.js';
import { problemsOfDefinitions } from './definition-problems.js';
import { KEY_VERIFIER, type KeyVerifier } from './key-verifier.js';
import { unknownModelKey } from './model-key.js';
import { ProvidesConnection } from './provides-connection.decorator.js';

/**
 * The providers that the modules of this server bring, of whichever team, and with them every provider
 * of models: its key is one more thing to connect.
 */
@Injectable()
export class ConnectionProviders implements OnModuleInit {
  private found: readonly ConnectionProvider[] | undefined;

  constructor(
    private readonly discovery: DiscoveryService,
    @Inject(KEY_VERIFIER) private readonly models: KeyVerifier,
  ) {}

  /** @throws {ConfigError} naming what is wrong with which definition */
  onModuleInit(): void {
    const problems = problemsOfDefinitions(this.all.map(({ definition }) => definition));
    if (problems.length > 0) throw new ConfigError(problems);
  }

  /** In the order in which they are set up. */
  get all(): readonly ConnectionProvider[] {
    return (this.found ??= this.read());
  }

  find(id: string): ConnectionProvider | undefined {
    return this.all.find(({ definition }) => definition.id === id);
  }

  private read(): readonly ConnectionProvider[] {
    const defined = ProvidesConnection.of(this.discovery);
    const ids = new Set(defined.map(({ definition }) => definition.id));
    const others = this.models.providerIds().filter((id) => !ids.has(id));
    return [...defined, ...others.map(unknownModelKey)].toSorted(
      (a, b) =>
        a.definition.setupOrder - b.definition.setupOrder ||
        a.definition.id.localeCompare(b.definition.id),
    );
  }
}
