"""Replicate: films, pictures, upscaling, lip-sync, styles and music by whichever model the call names.

`form` fits a wish to a model's own parameters, `predictions` speaks with the vendor, `work` joins both.
"""

from ai.providers.replicate.work import Provider

__all__ = ["Provider"]
