"""How credits and plans are paid: by Stripe, by staff who look after the money, or by nobody in a demo."""
