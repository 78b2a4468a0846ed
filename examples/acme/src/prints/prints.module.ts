import { Module } from '@nestjs/common';
import { ConfigModule } from 'coinslot';
import { printsConfig } from './prints.config.js';
import { PrintsConnection } from './prints.provider.js';

@Module({ imports: [ConfigModule.forFeature(printsConfig)], providers: [PrintsConnection] })
export class PrintsModule {}
