// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Smart wallet for a local chain
/// @notice Its owner's key signs for it (ERC-1271), and it does what its owner asks.
/// @dev Without an owner it is what an account delegates to (EIP-7702): that account's own key signs.
contract TestWallet {
    bytes4 private constant SIGNED = 0x1626ba7e;
    address private immutable OWNER;

    constructor(address owner) {
        OWNER = owner;
    }

    function isValidSignature(bytes32 digest, bytes calldata signature) external view returns (bytes4) {
        return _isOwnersSignature(digest, signature) ? SIGNED : bytes4(0xffffffff);
    }

    function execute(address target, bytes calldata data) external {
        require(msg.sender == _owner(), "TestWallet: not the owner");
        (bool success,) = target.call(data);
        require(success, "TestWallet: the call failed");
    }

    /// Two bytes before the signature, so that it is never taken for one of a key.
    function _isOwnersSignature(bytes32 digest, bytes calldata signature) private view returns (bool) {
        if (signature.length != 67 && signature.length != 65) return false;
        uint256 start = signature.length - 65;
        bytes32 r = bytes32(signature[start:start + 32]);
        bytes32 s = bytes32(signature[start + 32:start + 64]);
        address signer = ecrecover(digest, uint8(signature[start + 64]), r, s);
        return signer != address(0) && signer == _owner();
    }

    function _owner() private view returns (address) {
        return OWNER == address(0) ? address(this) : OWNER;
    }
}

/// @title Makes a `TestWallet` where its owner and salt say
contract TestWalletFactory {
    function createWallet(address owner, uint256 salt) external returns (address wallet) {
        wallet = walletOf(owner, salt);
        if (wallet.code.length == 0) wallet = address(new TestWallet{salt: bytes32(salt)}(owner));
    }

    function walletOf(address owner, uint256 salt) public view returns (address) {
        bytes32 code = keccak256(abi.encodePacked(type(TestWallet).creationCode, abi.encode(owner)));
        return address(uint160(uint256(keccak256(abi.encodePacked(bytes1(0xff), address(this), bytes32(salt), code)))));
    }
}
