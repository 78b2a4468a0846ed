import { Module } from '@nestjs/common';
import { CatalogueModule } from '../../resources/index.js';
import { ListedModule } from '../listed/listed.module.js';
import { PaidAddressesModule } from '../paid-addresses/paid-addresses.module.js';
import { ChatCompletions } from './chat-completions.service.js';
import { OpenAiController } from './openai.controller.js';
import { SoldModels } from './sold-models.service.js';

/** Sells to clients of OpenAI's API. */
@Module({
  imports: [CatalogueModule, ListedModule, PaidAddressesModule],
  controllers: [OpenAiController],
  providers: [ChatCompletions, SoldModels],
})
export class OpenAiModule {}
