"""The one page for management: who the customers are, what the mailing brought, how sure we are."""
