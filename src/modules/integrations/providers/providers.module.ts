import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { ConfigModule } from '../../../common/config/index.js';
import { anthropicConfig } from './anthropic/anthropic.config.js';
import { AnthropicConnection } from './anthropic/anthropic.provider.js';
import { ClaudeConnection } from './claude/claude.provider.js';
import { ConnectionProviders } from './connection-providers.service.js';
import { dynamicMockupsConfig } from './dynamic_mockups/dynamic-mockups.config.js';
import { DynamicMockupsConnection } from './dynamic_mockups/dynamic-mockups.provider.js';
import { klaviyoConfig } from './klaviyo/klaviyo.config.js';
import { KlaviyoConnection } from './klaviyo/klaviyo.provider.js';
import { openRouterConnectionConfig } from './openrouter/openrouter-connection.config.js';
import { OpenRouterConnection } from './openrouter/openrouter.provider.js';
import { openRouterManagementConfig } from './openrouter_management/openrouter-management.config.js';
import { OpenRouterManagementConnection } from './openrouter_management/openrouter-management.provider.js';
import { pinterestConfig } from './pinterest/pinterest.config.js';
import { PinterestConnection } from './pinterest/pinterest.provider.js';
import { ProviderSessions } from './provider-sessions.service.js';
import { resendConfig } from './resend/resend.config.js';
import { ResendConnection } from './resend/resend.provider.js';
import { ShopifySubscriptions } from './shopify/shopify-subscriptions.client.js';
import { shopifyConfig } from './shopify/shopify.config.js';
import { ShopifyConnection } from './shopify/shopify.provider.js';
import { SkyPilotConnection } from './sky_pilot/sky-pilot.provider.js';

/** The services that users connect accounts of, and how they are asked. */
@Module({
  imports: [
    ConfigModule.forFeature(anthropicConfig),
    ConfigModule.forFeature(dynamicMockupsConfig),
    ConfigModule.forFeature(klaviyoConfig),
    ConfigModule.forFeature(openRouterConnectionConfig),
    ConfigModule.forFeature(openRouterManagementConfig),
    ConfigModule.forFeature(pinterestConfig),
    ConfigModule.forFeature(resendConfig),
    ConfigModule.forFeature(shopifyConfig),
    DiscoveryModule,
  ],
  providers: [
    AnthropicConnection,
    ClaudeConnection,
    ConnectionProviders,
    DynamicMockupsConnection,
    KlaviyoConnection,
    OpenRouterConnection,
    OpenRouterManagementConnection,
    PinterestConnection,
    ProviderSessions,
    ResendConnection,
    ShopifyConnection,
    ShopifySubscriptions,
    SkyPilotConnection,
  ],
  exports: [ConnectionProviders, ProviderSessions, ShopifySubscriptions],
})
export class ProvidersModule {}
