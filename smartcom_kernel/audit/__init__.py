"""The audit log: who took what out of the workspace."""
