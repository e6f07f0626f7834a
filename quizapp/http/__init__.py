"""What web and api share: identity, language, security headers, errors, extensions, template filters."""
