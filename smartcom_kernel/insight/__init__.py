"""What the customer base is like: how well it is known, who stays, and on whom the revenue rests."""
