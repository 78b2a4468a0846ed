import { Injectable, type OnModuleInit, type Type } from '@nestjs/common';
import { DiscoveryService, MetadataScanner, ModuleRef, Reflector } from '@nestjs/core';
import type { PaidRoute } from './paid-route.js';

/** Metadata key under which `@RequiresPayment` keeps the route's class. */
export const PAID_ROUTE = Symbol('PAID_ROUTE');

/** Every paid route of the application, found by the decorator on its handler. */
@Injectable()
export class PaidRoutes implements OnModuleInit {
  private readonly byId = new Map<string, PaidRoute>();

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly reflector: Reflector,
    private readonly moduleRef: ModuleRef,
  ) {}

  onModuleInit(): void {
    for (const type of this.decoratedTypes()) this.register(this.resolve(type));
  }

  /** Undefined when no such route exists (any more). */
  find(id: string): PaidRoute | undefined {
    return this.byId.get(id);
  }

  /** The instance behind the class named in `@RequiresPayment`. */
  resolve(type: Type<PaidRoute>): PaidRoute {
    return this.moduleRef.get(type, { strict: false });
  }

  private register(route: PaidRoute): void {
    const known = this.byId.get(route.id);
    if (known !== undefined && known !== route) {
      throw new Error(`two paid routes are called "${route.id}"`);
    }
    this.byId.set(route.id, route);
  }

  private decoratedTypes(): Type<PaidRoute>[] {
    return this.discovery.getControllers().flatMap(({ metatype }) => {
      const prototype: unknown = metatype?.prototype;
      if (typeof prototype !== 'object' || prototype === null) return [];
      return this.scanner.getAllMethodNames(prototype).flatMap((name) => {
        const handler = (prototype as Record<string, () => unknown>)[name];
        return handler === undefined
          ? []
          : (this.reflector.get<Type<PaidRoute>>(PAID_ROUTE, handler) ?? []);
      });
    });
  }
}
