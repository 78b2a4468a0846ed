import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { PaidRoutes } from './paid-routes.service.js';

/** The protocol, and the routes that speak it. */
@Module({
  imports: [DiscoveryModule],
  providers: [PaidRoutes],
  exports: [PaidRoutes],
})
export class X402Module {}
