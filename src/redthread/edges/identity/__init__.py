"""Identity providers of partner organisations, asked over HTTPS: discovery, keys, tokens, userinfo."""

from redthread.edges.identity.providers import Providers, ProviderUnreachableError

__all__ = ["ProviderUnreachableError", "Providers"]
