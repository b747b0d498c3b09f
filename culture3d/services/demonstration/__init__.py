"""Makes an invented consultancy with three clients, by the same road that real answers take."""
