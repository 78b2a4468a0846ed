import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { PlugInError } from '../../../../common/plug-ins/index.js';
import { ReportsUsage } from '../reporting/reports-usage.decorator.js';
import type { UsageReporter } from '../reporting/usage-reporter.js';

/** Everybody who reads figures of a provider. */
@Injectable()
export class Reporters implements OnModuleInit {
  private readonly byProvider = new Map<string, UsageReporter>();

  constructor(private readonly discovery: DiscoveryService) {}

  /** @throws {PlugInError} when two read the same provider */
  onModuleInit(): void {
    for (const reporter of ReportsUsage.of(this.discovery)) {
      const { provider } = reporter;
      if (this.byProvider.has(provider)) {
        throw new PlugInError([`two reporters read the usage of "${provider}"`]);
      }
      this.byProvider.set(provider, reporter);
    }
  }

  get providers(): string[] {
    return [...this.byProvider.keys()];
  }

  find(provider: string): UsageReporter | undefined {
    return this.byProvider.get(provider);
  }
}
