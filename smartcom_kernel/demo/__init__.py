"""The main job on real receipts."""
