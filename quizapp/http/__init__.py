"""Shared by web and api: identity, language, security headers, errors, extensions, template filters."""
