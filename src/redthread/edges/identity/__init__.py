"""Identity providers of partner organisations, asked over HTTPS: discovery, keys, tokens, userinfo."""

from redthread.edges.identity.providers import CodeUnknownError, Providers, ProviderUnreachableError

__all__ = ["CodeUnknownError", "ProviderUnreachableError", "Providers"]
