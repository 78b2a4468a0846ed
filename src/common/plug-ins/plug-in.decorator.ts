import type { Type } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';

/** A decorator for injectable classes that implement `T`, and the way to those of an application. */
export interface PlugIn<T> {
  /** Marks a class; it is found in whatever module it is provided. */
  (): (implementation: Type<T>) => void;

  /**
   * All that the application provides, in the order of their modules. Nest makes them while it starts:
   * before `onModuleInit` of the module that asks, some may not be there yet.
   */
  of(discovery: DiscoveryService): readonly T[];
}

/**
 * Makes the decorator by which the parts that implement a contract are found. It is the one way to add
 * something to Coinslot: a network, a provider of models, a type of resource, a job.
 */
export function plugIn<T>(): PlugIn<T> {
  const mark = DiscoveryService.createDecorator();
  return Object.assign(() => mark() as (implementation: Type<T>) => void, {
    of: (discovery: DiscoveryService) =>
      discovery.getProviders({ metadataKey: mark.KEY }).map(({ instance }) => instance as T),
  });
}
