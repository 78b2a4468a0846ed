import { Module } from '@nestjs/common';
import { PaidAddresses } from './paid-addresses.service.js';

/** The one way in which other protocols buy. */
@Module({ providers: [PaidAddresses], exports: [PaidAddresses] })
export class PaidAddressesModule {}
