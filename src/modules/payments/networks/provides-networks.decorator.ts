import { DiscoveryService } from '@nestjs/core';

/** Marks an injectable `NetworkFamily`, of whatever module; the networks are found by this. */
export const ProvidesNetworks = DiscoveryService.createDecorator();
