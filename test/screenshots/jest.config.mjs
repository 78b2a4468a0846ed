import base, { integration } from '../../jest.config.mjs';

/** @type {import('jest').Config} */
export default {
  ...integration,
  rootDir: '../..',
  testMatch: ['<rootDir>/test/screenshots/*.screenshots.ts'],
  testTimeout: base.testTimeout,
};
