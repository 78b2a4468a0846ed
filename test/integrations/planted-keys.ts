import { randomUUID } from 'node:crypto';
import type { Environment } from '../../src/common/config/index.js';
import type { ProviderServer, StandInName } from '../../src/sandbox/providers/provider-server.js';

/** A key that nobody had before: stand-ins count requests of each. */
export interface PlantedKey {
  readonly standIn: StandInName;
  /** @param mark what the stand-in knows a kind of key by, such as `wrong` */
  readonly key: (mark?: string) => string;
}

/** Of every service that takes a key. */
export const plantedKeys: Readonly<Record<string, PlantedKey>> = {
  klaviyo: { standIn: 'klaviyo', key: (mark = '') => `pk_planted_${mark}${randomUUID()}` },
  resend: { standIn: 'resend', key: (mark = '') => `re_planted_${mark}${randomUUID()}` },
  dynamic_mockups: {
    standIn: 'dynamicMockups',
    key: (mark = '') => `${randomUUID()}:planted${mark}`,
  },
  anthropic: { standIn: 'anthropic', key: (mark = '') => `sk-ant-org-${mark}${randomUUID()}` },
  openrouter_management: {
    standIn: 'openrouter',
    key: (mark = '') => `sk-or-management-${mark}${randomUUID()}`,
  },
  claude: { standIn: 'anthropic', key: (mark = '') => `sk-ant-planted-${mark}${randomUUID()}` },
  openrouter: { standIn: 'openrouter', key: (mark = '') => `sk-or-planted-${mark}${randomUUID()}` },
};

/** What a server is told so that it asks the stand-ins. */
export function standInSettings({ host, urls }: ProviderServer): Environment {
  return {
    EGRESS_ALLOW: host,
    ANTHROPIC_BASE_URL: urls.anthropic,
    OPENROUTER_BASE_URL: urls.openrouter,
    KLAVIYO_BASE_URL: urls.klaviyo,
    RESEND_BASE_URL: urls.resend,
    DYNAMIC_MOCKUPS_BASE_URL: urls.dynamicMockups,
    PINTEREST_BASE_URL: urls.pinterest,
  };
}
