from accounts.views.guard import person, signed_in

__all__ = ["person", "signed_in"]
