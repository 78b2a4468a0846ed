import {
  type ExecutionContext,
  Inject,
  Injectable,
  type OnModuleInit,
  type Type,
} from '@nestjs/common';
import { DiscoveryService, MetadataScanner, ModuleRef, Reflector } from '@nestjs/core';
import { EXTENSION_SERVICES, type ExtensionService } from '../../../common/database/index.js';
import { PlugInError } from '../../../common/plug-ins/index.js';
import type { PaidRoute } from './paid-route.js';
import type { Quote } from './quote.js';

/** Metadata key under which `@RequiresPayment` keeps the route's class. */
export const PAID_ROUTE = Symbol('PAID_ROUTE');

/** Every paid route of the application, found by the decorator on its handler. */
@Injectable()
export class PaidRoutes implements OnModuleInit {
  private readonly byId = new Map<string, PaidRoute>();
  private readonly quick: PaidRoute[] = [];

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly reflector: Reflector,
    private readonly moduleRef: ModuleRef,
    @Inject(EXTENSION_SERVICES) private readonly services: readonly ExtensionService[],
  ) {}

  /** @throws {PlugInError} naming every route that cannot be served */
  onModuleInit(): void {
    const routes = new Set(this.decoratedTypes().map((type) => this.resolve(type)));
    const mistakes = [...routes].flatMap((route) => this.register(route) ?? []);
    if (mistakes.length > 0) throw new PlugInError(mistakes);
  }

  /** Undefined when no such route exists (any more). */
  find(id: string): PaidRoute | undefined {
    return this.byId.get(id);
  }

  /** See {@link PaidRoute.atHand}; undefined when no route has one. */
  quoteAtHand(method: string, path: string): Quote | undefined {
    for (const route of this.quick) {
      const quote = route.atHand?.(method, path);
      if (quote !== undefined) return quote;
    }
    return undefined;
  }

  /** The paid route of a handler. */
  of(handler: ReturnType<ExecutionContext['getHandler']>): PaidRoute {
    return this.resolve(this.reflector.get<Type<PaidRoute>>(PAID_ROUTE, handler));
  }

  /** The instance behind the class named in `@RequiresPayment`. */
  private resolve(type: Type<PaidRoute>): PaidRoute {
    return this.moduleRef.get(type, { strict: false });
  }

  /** @returns why it cannot be served; undefined when it can */
  private register(route: PaidRoute): string | undefined {
    const { id, service } = route;
    if (this.byId.has(id)) return `two paid routes are called "${id}"`;
    this.byId.set(id, route);
    if (route.atHand !== undefined) this.quick.push(route);
    if (service !== undefined && !this.services.includes(service)) {
      return `paid route "${id}": no extension has the service "${service}"`;
    }
    const isForeign = id.startsWith('x_');
    return isForeign && route.onEnded !== undefined && service === undefined
      ? `paid route "${id}": its onEnded needs a service of its extension to work as`
      : undefined;
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
