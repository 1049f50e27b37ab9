"""A signed agreement as a file: the bundle that the offline verifier checks, and the paper that is printed."""

from joinedup.promises.signed.bundle import bundle_of
from joinedup.promises.signed.printed import printed

__all__ = ["bundle_of", "printed"]
