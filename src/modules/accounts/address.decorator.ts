import { Text } from '../../common/http/index.js';

/** An address on some network: its family says what that looks like. */
export function Address(): PropertyDecorator {
  return Text({
    max: 100,
    message: 'must be an address',
    description: 'An EVM address in lower case, or with its checksum (EIP-55)',
    example: '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed',
  });
}
