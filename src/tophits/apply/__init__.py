"""A plan, one safe step at a time: journalled, resumable, read back."""
