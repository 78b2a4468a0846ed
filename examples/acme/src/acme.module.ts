import { Module } from '@nestjs/common';
import { ConfigModule, LlmKitModule, serverConfig } from 'coinslot';
import { acmeConfig } from './acme.config.js';
import { AcmeProvider } from './acme-provider.js';
import { PrintsModule } from './prints/prints.module.js';
import { ReverseType } from './reverse-type.js';
import { BookSale } from './sales/book-sale.js';
import { SalesController } from './sales/sales.controller.js';
import { SquareController } from './square.controller.js';
import { SquarePrice } from './square-price.js';

/** Coinslot finds what plugs in here by its decorators. */
@Module({
  imports: [
    ConfigModule.forFeature(acmeConfig),
    ConfigModule.forFeature(serverConfig),
    LlmKitModule,
    PrintsModule,
  ],
  controllers: [SalesController, SquareController],
  providers: [AcmeProvider, BookSale, ReverseType, SquarePrice],
})
export class AcmeModule {}
