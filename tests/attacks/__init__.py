"""Tries to find out who said what, with everything in hand that a thief or an operator could have."""
