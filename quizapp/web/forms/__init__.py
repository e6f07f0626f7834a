"""The form engine: from the JSON Schema of a model to the fields of a form, and between their texts and a document."""
