"""What is known of each customer: one metric, one file; RFM; the refresh that computes them all."""
