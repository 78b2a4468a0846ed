import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { ModelsModule } from '../models/models.module.js';
import { ExternalType } from './external/external-type.service.js';
import { OpenRouterInstantType } from './openrouter_instant/openrouter-instant-type.service.js';
import { PromptTemplateType } from './prompt_template/prompt-template-type.service.js';
import { PromptType } from './prompt/prompt-type.service.js';
import { ProxyType } from './proxy/proxy-type.service.js';
import { ResourceTypes } from './resource-types.service.js';
import { StaticType } from './static/static-type.service.js';

/** The kinds of things that can be sold: Coinslot's own, and where those of all modules are found. */
@Module({
  imports: [DiscoveryModule, ModelsModule],
  providers: [
    PromptTemplateType,
    OpenRouterInstantType,
    PromptType,
    ProxyType,
    ExternalType,
    StaticType,
    ResourceTypes,
  ],
  exports: [ResourceTypes],
})
export class ResourceTypesModule {}
