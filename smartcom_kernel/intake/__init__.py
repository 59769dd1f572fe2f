"""How data enters: staged as text, validated against the contract, loaded or rejected with a reason."""
