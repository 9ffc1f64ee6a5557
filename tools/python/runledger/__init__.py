"""Python beside the runledger program; each part is a module of its own."""
