"""Images of questions: where their files are, uploading them, and which questions have them."""
