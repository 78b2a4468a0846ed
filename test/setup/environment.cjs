const vm = require('node:vm');
const { TestEnvironment } = require('jest-environment-node');

/**
 * Jest has each test file look up `Error`, `Buffer`, `process` and all other globals through a proxy, at each use.
 * Here they are members of an ordinary global object, as they are where the product runs: what is tested is no
 * slower than the product.
 */
module.exports = class OrdinaryGlobals extends TestEnvironment {
  constructor(...options) {
    const { createContext } = vm;
    vm.createContext = () => createContext(vm.constants.DONT_CONTEXTIFY);
    try {
      super(...options);
    } finally {
      vm.createContext = createContext;
    }
  }
};
