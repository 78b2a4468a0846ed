import { RouteConfig } from '@nestjs/platform-fastify';
import { FASTIFY_ROUTE_CONFIG_METADATA } from '@nestjs/platform-fastify/constants.js';

/** Adds to Fastify's `config` of a route, whatever other decorators have put there. */
export function RouteFacts(facts: Readonly<Record<string, unknown>>): MethodDecorator {
  return (controller, method, descriptor) => {
    const known: unknown = Reflect.getMetadata(
      FASTIFY_ROUTE_CONFIG_METADATA,
      descriptor.value as object,
    );
    return RouteConfig({ ...(known as object | undefined), ...facts })(
      controller,
      method,
      descriptor,
    );
  };
}
