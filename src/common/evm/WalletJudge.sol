// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

interface IERC1271 {
    function isValidSignature(bytes32 digest, bytes calldata signature) external view returns (bytes4);
}

/// @title Asks a contract whether it signed
/// @notice Never deployed: a node runs the constructor in `eth_call`, which returns one word: 0 when there is no
/// contract, 1 when it did not sign, 2 when it did (ERC-1271).
/// @dev A wallet may be made to upset whoever asks it. What it and its factory take is bounded, none of what they
/// return is copied but one word, and nothing they do reverts this: so the question itself only fails with its node.
contract WalletJudge {
    /// @param factory makes the wallet if there is none yet (ERC-6492); nobody is called when it is zero
    constructor(
        address wallet,
        bytes32 digest,
        bytes memory signature,
        address factory,
        bytes memory deployment,
        uint256 deploymentGas,
        uint256 answerGas
    ) {
        if (wallet.code.length == 0 && factory != address(0)) {
            assembly ("memory-safe") {
                pop(call(deploymentGas, factory, 0, add(deployment, 0x20), mload(deployment), 0, 0))
            }
        }
        uint256 verdict = wallet.code.length == 0 ? 0 : _signed(wallet, digest, signature, answerGas) ? 2 : 1;
        assembly ("memory-safe") {
            mstore(0, verdict)
            return(0, 0x20)
        }
    }

    function _signed(address wallet, bytes32 digest, bytes memory signature, uint256 answerGas)
        private
        view
        returns (bool)
    {
        bytes memory question = abi.encodeCall(IERC1271.isValidSignature, (digest, signature));
        bool answered;
        bytes32 answer;
        assembly ("memory-safe") {
            mstore(0, 0)
            answered := staticcall(answerGas, wallet, add(question, 0x20), mload(question), 0, 0x20)
            answered := and(answered, gt(returndatasize(), 0x1f))
            answer := mload(0)
        }
        return answered && answer == bytes32(IERC1271.isValidSignature.selector);
    }
}
