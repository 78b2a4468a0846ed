import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { ConfigError } from '../../../common/config/index.js';
import type { ConnectionProvider } from './connection-provider.js';
import { problemsOfDefinitions } from './definition-problems.js';
import { ProvidesConnection } from './provides-connection.decorator.js';

/** The providers that the modules of this server bring, of whichever team. */
@Injectable()
export class ConnectionProviders implements OnModuleInit {
  private found: readonly ConnectionProvider[] | undefined;

  constructor(private readonly discovery: DiscoveryService) {}

  /** @throws {ConfigError} naming what is wrong with which definition */
  onModuleInit(): void {
    const problems = problemsOfDefinitions(this.all.map(({ definition }) => definition));
    if (problems.length > 0) throw new ConfigError(problems);
  }

  /** In the order in which they are set up. */
  get all(): readonly ConnectionProvider[] {
    this.found ??= [...ProvidesConnection.of(this.discovery)].sort(
      (a, b) =>
        a.definition.setupOrder - b.definition.setupOrder ||
        a.definition.id.localeCompare(b.definition.id),
    );
    return this.found;
  }

  find(id: string): ConnectionProvider | undefined {
    return this.all.find(({ definition }) => definition.id === id);
  }
}
