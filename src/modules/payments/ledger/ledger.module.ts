import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { LedgerEntry } from './ledger-entry.entity.js';
import { LedgerRepository } from './ledger.repository.js';
import { SettlementCheck } from './settlement-check.entity.js';
import { Settlement } from './settlement.entity.js';

/** The books of money: settlements and double entries. */
@Module({
  imports: [TypeOrmModule.forFeature([LedgerEntry, SettlementCheck, Settlement])],
  providers: [LedgerRepository],
  exports: [LedgerRepository],
})
export class LedgerModule {}
