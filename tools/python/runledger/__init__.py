"""Python beside the runledger program: what a stage is told and reports, and reading a ledger.

    import runledger

    ctx = runledger.context()
    model = fit(ctx.inputs["train"], **ctx.params)
    ctx.log(auc=auc(model))

`runledger.town`, the protocol of a town's people, is a module of its own.
"""

from runledger.stage import Context, ContextError, Told, context
from runledger.ledger import Ledger, LedgerError

__all__ = ["Context", "ContextError", "Ledger", "LedgerError", "Told", "context"]
