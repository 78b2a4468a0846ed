import { Module } from '@nestjs/common';
import { TokenEndpoints } from './token-endpoint.client.js';

/** Connecting by permission that a user gives at the provider. */
@Module({ providers: [TokenEndpoints], exports: [TokenEndpoints] })
export class OAuthModule {}
