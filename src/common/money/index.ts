export { formatNanoUsd, formatUsdc, parseUsdc, USDC_UNIT } from './usdc.js';
