"""Faces for notebooks: one folder per widget. Each edits or shows what the kernel also does without it."""
