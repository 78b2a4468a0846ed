// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

struct TokenPermissions {
    address token;
    uint256 amount;
}

struct PermitTransferFrom {
    TokenPermissions permitted;
    uint256 nonce;
    uint256 deadline;
}

struct SignatureTransferDetails {
    address to;
    uint256 requestedAmount;
}

interface ISpendableToken {
    function transferFrom(address from, address to, uint256 value) external returns (bool);
}

interface ISigningWallet {
    function isValidSignature(bytes32 digest, bytes calldata signature) external view returns (bytes4);
}

/// @title Transfers by signature for a local chain
/// @notice What payments use of Uniswap's Permit2: one transfer for one signature with a witness, and nonces
/// of which each is one bit. The EIP-712 domain, the types, the event and the errors are those of the original;
/// its allowances with a term are left out.
/// @dev The code is placed at the original's address without running a constructor.
contract Permit2 {
    error InvalidAmount(uint256 maxAmount);
    error InvalidContractSignature();
    error InvalidNonce();
    error InvalidSignatureLength();
    error InvalidSigner();
    error SignatureExpired(uint256 signatureDeadline);

    event UnorderedNonceInvalidation(address indexed owner, uint256 word, uint256 mask);

    bytes32 private constant DOMAIN_TYPEHASH =
        keccak256("EIP712Domain(string name,uint256 chainId,address verifyingContract)");
    bytes32 private constant TOKEN_TYPEHASH = keccak256("TokenPermissions(address token,uint256 amount)");
    string private constant TYPE_BEFORE_WITNESS =
        "PermitWitnessTransferFrom(TokenPermissions permitted,address spender,uint256 nonce,uint256 deadline,";

    mapping(address owner => mapping(uint256 word => uint256 bits)) public nonceBitmap;

    function DOMAIN_SEPARATOR() public view returns (bytes32) {
        return keccak256(abi.encode(DOMAIN_TYPEHASH, keccak256("Permit2"), block.chainid, address(this)));
    }

    /// Whoever signed may take nonces back that nobody has used yet.
    function invalidateUnorderedNonces(uint256 word, uint256 mask) external {
        nonceBitmap[msg.sender][word] |= mask;
        emit UnorderedNonceInvalidation(msg.sender, word, mask);
    }

    function permitWitnessTransferFrom(
        PermitTransferFrom memory permit,
        SignatureTransferDetails calldata transferDetails,
        address owner,
        bytes32 witness,
        string calldata witnessTypeString,
        bytes calldata signature
    ) external {
        if (block.timestamp > permit.deadline) revert SignatureExpired(permit.deadline);
        uint256 most = permit.permitted.amount;
        if (transferDetails.requestedAmount > most) revert InvalidAmount(most);
        _spend(owner, permit.nonce);
        _requireSigned(owner, _digest(permit, witness, witnessTypeString), signature);
        ISpendableToken token = ISpendableToken(permit.permitted.token);
        require(token.transferFrom(owner, transferDetails.to, transferDetails.requestedAmount), "TRANSFER_FROM_FAILED");
    }

    /// Only who is named as spender can use it: the caller is part of what was signed.
    function _digest(PermitTransferFrom memory permit, bytes32 witness, string calldata witnessTypeString)
        private
        view
        returns (bytes32)
    {
        bytes32 typeHash = keccak256(abi.encodePacked(TYPE_BEFORE_WITNESS, witnessTypeString));
        bytes32 permitted = keccak256(abi.encode(TOKEN_TYPEHASH, permit.permitted));
        bytes32 message =
            keccak256(abi.encode(typeHash, permitted, msg.sender, permit.nonce, permit.deadline, witness));
        return keccak256(abi.encodePacked("\x19\x01", DOMAIN_SEPARATOR(), message));
    }

    function _spend(address owner, uint256 nonce) private {
        uint256 bit = 1 << (nonce & 255);
        uint256 flipped = nonceBitmap[owner][nonce >> 8] ^= bit;
        if (flipped & bit == 0) revert InvalidNonce();
    }

    /// Keys by ecrecover, smart wallets (an account with code) by ERC-1271.
    function _requireSigned(address owner, bytes32 digest, bytes calldata signature) private view {
        if (owner.code.length > 0) {
            bytes4 answer = ISigningWallet(owner).isValidSignature(digest, signature);
            if (answer != ISigningWallet.isValidSignature.selector) revert InvalidContractSignature();
            return;
        }
        if (signature.length != 65) revert InvalidSignatureLength();
        address signer =
            ecrecover(digest, uint8(signature[64]), bytes32(signature[0:32]), bytes32(signature[32:64]));
        if (signer == address(0) || signer != owner) revert InvalidSigner();
    }
}
