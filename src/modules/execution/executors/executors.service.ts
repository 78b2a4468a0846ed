import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { PlugInError } from '../../../common/plug-ins/index.js';
import { ResourceTypes, type TypedConfig } from '../../resources/index.js';
import type { Executor } from './executor.js';
import { mispairings } from './mispairings.js';
import { ProvidesExecutor } from './provides-executor.decorator.js';

/** Finds the executor of a resource, of whichever module provides it. */
@Injectable()
export class Executors implements OnModuleInit {
  private known: ReadonlyMap<string, Executor> | undefined;

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly types: ResourceTypes,
  ) {}

  /** @throws {PlugInError} unless each type of resource has one executor, and each executor a type */
  onModuleInit(): void {
    this.known = this.read();
  }

  /** @throws Error when a type has no executor, which the start has ruled out */
  of({ type }: TypedConfig): Executor {
    const executor = this.find(type);
    if (executor === undefined) throw new Error(`no executor runs resources of type ${type}`);
    return executor;
  }

  find(type: string): Executor | undefined {
    return this.byType.get(type);
  }

  /** Others may ask while they start, before it is this one's turn. */
  private get byType(): ReadonlyMap<string, Executor> {
    return (this.known ??= this.read());
  }

  private read(): ReadonlyMap<string, Executor> {
    const executors = ProvidesExecutor.of(this.discovery);
    const mistakes = mispairings(this.types.all, executors);
    if (mistakes.length > 0) throw new PlugInError(mistakes);
    return new Map(executors.map((executor) => [executor.type, executor]));
  }
}
