"""Understands wishes for an edit without a model: a small grammar over the operation catalogue."""
