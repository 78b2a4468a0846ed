// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {PermitTransferFrom, SignatureTransferDetails} from "Permit2.sol";

interface IPermit2 {
    function permitWitnessTransferFrom(
        PermitTransferFrom memory permit,
        SignatureTransferDetails calldata transferDetails,
        address owner,
        bytes32 witness,
        string calldata witnessTypeString,
        bytes calldata signature
    ) external;
}

interface IPermitToken {
    function permit(address owner, address spender, uint256 value, uint256 deadline, uint8 v, bytes32 r, bytes32 s)
        external;
}

/// @title x402's proxy for payments of what was used, for a local chain
/// @notice Moves no more than a payer signed, to whom they signed it for, when the facilitator asks whom they
/// named. Its functions, types, events and errors are those that x402 clients and facilitators know.
/// @dev The code is placed at the original's address without running a constructor.
contract UptoProxy {
    struct Witness {
        address to;
        address facilitator;
        uint256 validAfter;
    }

    struct EIP2612Permit {
        uint256 value;
        uint256 deadline;
        bytes32 r;
        bytes32 s;
        uint8 v;
    }

    error AmountExceedsPermitted();
    error InvalidDestination();
    error InvalidOwner();
    error PaymentTooEarly();
    error Permit2612AmountMismatch();
    error UnauthorizedFacilitator();

    event Settled();
    event SettledWithPermit();

    address public constant PERMIT2 = 0x000000000022D473030F116dDEE9F6B43aC78BA3;
    bytes32 public constant WITNESS_TYPEHASH =
        keccak256("Witness(address to,address facilitator,uint256 validAfter)");
    string public constant WITNESS_TYPE_STRING =
        "Witness witness)TokenPermissions(address token,uint256 amount)Witness(address to,address facilitator,uint256 validAfter)";

    function settle(
        PermitTransferFrom calldata permit,
        uint256 amount,
        address owner,
        Witness calldata witness,
        bytes calldata signature
    ) external {
        _settle(permit, amount, owner, witness, signature);
        emit Settled();
    }

    /// The same for a payer who has not let Permit2 spend the token yet, and signed that it may.
    function settleWithPermit(
        EIP2612Permit calldata permit2612,
        PermitTransferFrom calldata permit,
        uint256 amount,
        address owner,
        Witness calldata witness,
        bytes calldata signature
    ) external {
        if (permit2612.value != permit.permitted.amount) revert Permit2612AmountMismatch();
        _approve(permit2612, permit.permitted.token, owner);
        _settle(permit, amount, owner, witness, signature);
        emit SettledWithPermit();
    }

    /// It may have been used already, by whoever saw it: what counts is what Permit2 may spend then.
    function _approve(EIP2612Permit calldata given, address token, address owner) private {
        try IPermitToken(token).permit(owner, PERMIT2, given.value, given.deadline, given.v, given.r, given.s) {}
            catch {}
    }

    function _settle(
        PermitTransferFrom calldata permit,
        uint256 amount,
        address owner,
        Witness calldata witness,
        bytes calldata signature
    ) private {
        if (witness.facilitator != msg.sender) revert UnauthorizedFacilitator();
        if (amount > permit.permitted.amount) revert AmountExceedsPermitted();
        if (owner == address(0)) revert InvalidOwner();
        if (witness.to == address(0)) revert InvalidDestination();
        if (witness.validAfter > block.timestamp) revert PaymentTooEarly();
        IPermit2(PERMIT2).permitWitnessTransferFrom(
            permit,
            SignatureTransferDetails({to: witness.to, requestedAmount: amount}),
            owner,
            keccak256(abi.encode(WITNESS_TYPEHASH, witness)),
            WITNESS_TYPE_STRING,
            signature
        );
    }
}
