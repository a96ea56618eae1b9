"""What follows from a plan: who leads and supports what, what names what, where everything stands."""
